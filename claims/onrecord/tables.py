"""The tables at data addresses that are about no one claim: what each is, and what those of its columns mean that are
not of `claims.onrecord.columns`, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass

Meaning = tuple[str, str, str]  # type, English, Chinese


@dataclass(frozen=True)
class Described:
    """Its title in English and Chinese, and its columns in their order; None: as in other tables."""

    title: str
    title_zh: str
    columns: Mapping[str, Meaning | None]

    @property
    def names(self) -> tuple[str, ...]:
        """Of its columns."""
        return tuple(self.columns)


def _interval(name: str, english: str, chinese: str) -> dict[str, Meaning | None]:
    """A figure with its interval, in three columns."""
    return {
        name: ("number", english, chinese),
        f"{name}_low": ("number", "lower end of its 95 % interval", "其 95% 區間的下限"),
        f"{name}_high": ("number", "upper end of its 95 % interval", "其 95% 區間的上限"),
    }


_QUESTIONS: Meaning = ("integer", "pseudo-claims", "模擬論點的數目")
TABLES: Mapping[str, Described] = {
    "indicators": Described("Indicators, one in a row", "指標，每列一項", {
        "slug": ("string", "name of the indicator in addresses and formulas", "指標在網址與公式中的名稱"),
        "name": None,
        "name_zh": None,
        "source": ("string", "who publishes it; empty: derived", "發布者；空白：衍生指標"),
        "code": ("string", "its name at the source", "在來源處的代碼"),
        "formula": ("string", "how it is derived; empty: as published", "衍生公式；空白：依發布值"),
        "unit": ("string", "unit of its figures", "數值的單位"),
        "frequency": ("string", "of its figures, such as D, W, M, Q", "數值的頻率，如 D、W、M、Q"),
        "seasonal_adjustment": ("string", "SA, NSA or none", "季節調整：SA、NSA 或 none"),
        "family": ("string", "figures that move as one", "同源的數值"),
        "licence": None,
        "redistribute": ("string", "whether the figures may be passed on", "數值可否轉發"),
        "checked_against": ("string", "document that its figures were checked against", "核對數值所依據的文件"),
    }),
    "scorecards": Described("Editions of the scorecard, one in a row", "計分卡各版，每列一版", {
        "edition": None,
        "rhythm": ("string", "weekly, monthly, quarterly or yearly", "每週、每月、每季或每年"),
        "period": ("string", "the period that it is of", "期別"),
        "number": ("integer", "1, or one more for each correction", "版次：1，每更正一次加一"),
        "as_of": ("date", "day whose knowledge it rests on", "所依據知識的日期"),
        "published_at": ("datetime", "when it was published (UTC)", "發布時間（UTC）"),
        "method": ("string", "version of the method", "方法版本"),
        "hash": ("string", "SHA-256 of its JSON", "其 JSON 的 SHA-256"),
        "inputs": ("string", "SHA-256 of what it was computed from", "計算輸入的 SHA-256"),
        "entry": ("integer", "its entry in the ledger", "在帳本中的編號"),
        "ledger_count": ("integer", "entries of the ledger before it", "此前帳本的筆數"),
        "ledger_head": ("string", "hash of the last of these", "其中最後一筆的雜湊值"),
        "wrong": ("string", "what was wrong with the one that it corrects", "所更正之版的錯誤"),
        "corrected_by": ("string", "the edition that corrects it", "更正此版的版次"),
    }),
    "scorecards/diff": Described("Differences between two editions", "兩版計分卡的差異", {
        "claim": ("string", "number of the claim; empty: the edition itself", "論點編號；空白：該版本身"),
        "what": ("string", "what differs", "差異項目"),
        "before": ("string", "in the earlier one", "前一版的內容"),
        "after": ("string", "in the later one", "後一版的內容"),
    }),
    "ledger": Described("Entries of the ledger, the newest first", "帳本紀錄，最新者在前", {
        "number": ("integer", "number of the entry, from 1 without a gap", "紀錄編號，自 1 起連續"),
        "at": ("datetime", "when it was written (UTC)", "寫入時間（UTC）"),
        "kind": ("string", "what was entered", "紀錄的種類"),
        "claim": ("string", "the claim that it is about, if one", "所涉論點"),
        "scorecard": ("string", "the scorecard that it is about, if one", "所涉計分卡"),
        "edition": ("string", "the edition that it is about, if one", "所涉版次"),
        "by": ("string", "who did it", "執行者"),
        "previous": ("string", "hash of the entry before", "前一筆的雜湊值"),
        "hash": ("string", "SHA-256 of its line in the export", "匯出檔中該行的 SHA-256"),
    }),
    "calibration": Described("How often what was given a probability came true", "各機率區間實際成真的比例", {
        "low": ("number", "lower end of the probabilities", "機率區間的下限"),
        "high": ("number", "upper end of the probabilities", "機率區間的上限"),
        "n": _QUESTIONS,
        "p": ("number", "their mean probability, 0 to 1", "其平均機率，0 至 1"),
        "share": ("number", "share of them that came true, 0 to 1", "實際成真的比例，0 至 1"),
    }),
    "calibration/cells": Described("Calibration by kind and horizon", "依類型與期限的校準", {
        "kind": ("string", "kind of the claims; empty: all", "論點類型；空白：全部"),
        "horizon": ("string", "distance of the checkpoint; empty: all", "檢核日的距離；空白：全部"),
        "n": _QUESTIONS,
        "days": ("integer", "days on which they were asked", "提問的日數"),
        "effective": ("number", "how many independent ones they count as", "相當於多少個獨立論點"),
        "brier": ("number", "mean Brier score, 0 is best", "平均 Brier 分數，0 為最佳"),
        "brier_base": ("number", "that of the base rate alone", "僅用先驗時的 Brier 分數"),
        "strong": ("number", "share with a strong call, 0 to 1", "強判定的比例，0 至 1"),
        "sharpness": ("number", "standard deviation of the probabilities", "機率的標準差"),
        **_interval("brier_gain", "by how much lower than the base rate's", "較先驗降低多少"),
        **_interval("slope", "of the outcome on logit(p); 1 is calibrated", "結果對 logit(p) 的斜率；1 表示校準"),
        **_interval("intercept", "of the outcome on logit(p); 0 is calibrated", "結果對 logit(p) 的截距；0 表示校準"),
        **_interval("strong_right", "share of the strong calls that were right, 0 to 1", "強判定正確的比例，0 至 1"),
    }),
    "health": Described("Sources of the evidence, one in a row", "證據來源，每列一項", {
        "source": ("string", "name of the source", "來源代稱"),
        "name": None,
        "name_zh": None,
        "address": ("string", "where it publishes", "發布網址"),
        "licence": None,
        "indicators": ("integer", "indicators that come from it", "所提供的指標數目"),
        "is_verified": ("boolean", "whether it was checked against recorded answers", "其回應是否經錄存資料核對"),
        "last_answer": ("date", "day of its last good answer; empty: none", "最近一次成功回應的日期；空白：無"),
    }),
}  # fmt: skip
