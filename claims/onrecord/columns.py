"""What the columns of the data addresses mean, in both languages: a table schema (https://specs.frictionlessdata.io)."""

from collections.abc import Iterable, Mapping
from typing import Any

from claims.onrecord.tables import Meaning

_SHARE = "0 to 1, rounded; empty: not computed", "0 至 1，經四捨五入；空白：未計算"
_MEANINGS: dict[str, Meaning] = {
    "slug": ("string", "name of the claim in addresses", "論點在網址中的名稱"),
    "claim": ("string", "name of the claim in addresses", "論點在網址中的名稱"),
    "number": ("string", "number of the claim within its article", "論點在文章中的編號"),
    "statement": ("string", "the claim in English", "論點的英文陳述"),
    "statement_zh": ("string", "the claim in Chinese", "論點的中文陳述"),
    "reading": ("string", "what is checked, in English", "檢驗內容（英文）"),
    "reading_zh": ("string", "what is checked, in Chinese", "檢驗內容（中文）"),
    "name": ("string", "its name in English", "英文名稱"),
    "name_zh": ("string", "its name in Chinese", "中文名稱"),
    "licence": ("string", "terms of the figures", "數值的授權條款"),
    "article": ("string", "name of the article in addresses", "文章在網址中的名稱"),
    "author": ("string", "name of the article's author in addresses", "文章作者在網址中的名稱"),
    "holder": ("string", "who holds the claim", "主張此論點者"),
    "theme": ("string", "theme within the article", "文章中的主題"),
    "kind": ("string", "what kind of claim it is", "論點的類型"),
    "nature": ("string", "measured, judged or fact check", "可量測、由人評定或事實查核"),
    "state": ("string", "registered, withdrawn or void", "已登錄、已撤回或無效"),
    "version": ("integer", "version of its criteria", "準則的版本"),
    "registered_on": ("date", "day of its entry in the ledger", "記入帳本的日期"),
    "opens": ("date", "first day of its window", "驗證期間的第一天"),
    "checkpoint": ("date", "day for which it is asked", "檢核日"),
    "settled": ("string", "outcome settled for the checkpoint; empty: open", "此檢核日已結算的結果；空白：未結算"),
    "as_of": ("date", "day of the assessment", "評估所屬的日期"),
    "assessed_on": ("date", "day of the assessment", "評估所屬的日期"),
    "criterion": ("string", "key of the criterion; empty: the claim itself", "準則代號；空白：論點本身"),
    "role": ("string", "role of the criterion in the claim", "準則在論點中的角色"),
    "band": ("string", "how it stands, in a word", "以一詞表示目前狀態"),
    "outcome": ("string", "held, failed, mixed, unknown or void, once the figures say so",
                "數值已能判定時的結果：成立、不成立、部分成立、無法判定或無效"),
    "p_hold": ("number", f"probability that it holds, {_SHARE[0]}; where band is no evidence it says nothing",
               f"成立的機率，{_SHARE[1]}；狀態為 no evidence 時不具意義"),
    "p_fail": ("number", f"probability that it fails, {_SHARE[0]}", f"不成立的機率，{_SHARE[1]}"),
    "p_mixed": ("number", f"probability of a mixed outcome, {_SHARE[0]}", f"結果不一的機率，{_SHARE[1]}"),
    "p_unknown": ("number", f"probability that nobody can tell, {_SHARE[0]}", f"無法判定的機率，{_SHARE[1]}"),
    "base_rate": ("number", f"share of earlier dates on which it would have held, {_SHARE[0]}",
                  f"先驗：在較早日期成立的比例，{_SHARE[1]}"),
    "information": ("number", f"share of the uncertainty that is gone, {_SHARE[0]}",
                    f"已消除的不確定性比例，{_SHARE[1]}"),
    "bits": ("number", "log2 of the probability over the base rate, bits", "機率對先驗之比的 log2，位元"),
    "overlays": ("string", "marks beside the band", "狀態旁的註記"),
    "stand_in": ("string", "criterion that stands in for the primary one", "代替主要準則的準則"),
    "missing": ("string", "source:code of series that it lacks", "缺少的序列，來源:代碼"),
    "edition": ("string", "rhythm, period and number of the edition", "計分卡的週期、期別與版次"),
    "corrects": ("string", "what was wrong with the edition that this one corrects", "此版所更正之版的錯誤"),
    "errors_to": ("string", "where to report errors", "回報錯誤之處"),
}  # fmt: skip


def schema(names: Iterable[str], own: Mapping[str, Meaning | None] | None = None) -> dict[str, Any]:
    """Name, type and description of columns, of which a table may have its `own`.

    Raises `KeyError` for one that nothing is said of.
    """
    fields = []
    for name in names:
        kind, english, chinese = (own or {}).get(name) or _MEANINGS[name]
        fields.append({"name": name, "type": kind, "description": english, "description_zh": chinese})
    return {"fields": fields}
