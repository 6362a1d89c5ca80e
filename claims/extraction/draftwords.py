"""What drafts say beside their formulas, in English and Chinese: kept with them, since a draft is content."""

from collections.abc import Mapping

from claims.extraction.drafting import Draft
from evidence.formula import in_words, parse
from evidence.formula.tree import Type

NOTES: dict[str, tuple[str, str]] = {
    "growth": (
        "The text names a change in percent: growth since the window opened.",
        "文中為百分比變動：取評估期開始以來的成長率。",
    ),
    "points": (
        "The text names a change in points: change since the window opened.",
        "文中為百分點變動：取評估期開始以來的變動。",
    ),
    "between": ("The text names a range.", "文中給出區間。"),
    "about": (
        "The text names one figure and no side of it: 5 % of it on either side count, 0.25 points at least.",
        "文中只給數字而未說高低：上下各容許 5%，百分比至少 0.25 個百分點。",
    ),
    "around": (
        "The text says about: 5 % of its figure on either side count, 0.25 points at least.",
        "文中說「左右」：上下各容許該數字的 5%，百分比至少 0.25 個百分點。",
    ),
    "some time": ("To be reached at any time in the window.", "評估期內任何時點達到即成立。"),
    "average": ("On average over the window.", "取評估期平均。"),
    "at the end": ("The last figure of the window counts.", "以評估期末值為準。"),
    "record": ("A record is taken as the highest of ten years before.", "「新高」以此前十年最高值為準。"),
    "trend": (
        "The text names no figure: the sign of the change over the window.",
        "文中無數字：取評估期內變動的方向。",
    ),
    "proxy": (
        "The indicator only stands for what the text names: the sign of its change over the window.",
        "此指標僅為替代，並非文中所指本身：取評估期內變動的方向。",
    ),
    "rate": (
        "Spoken of as a rate: the change of the year-on-year rate over the window.",
        "文中所指為變動率：取年增率在評估期內的變動。",
    ),
    "pace": ("The text speaks of the pace: the change of the year-on-year rate.", "文中所指為速度：取年增率的變動。"),
    "higher on average": ("Both on average over the window.", "兩者均取評估期平均。"),
    "apart": (
        "By how many points the two are apart, on average over the window.",
        "取兩者差距（百分點）在評估期的平均。",
    ),
    "grows by more": ("Both as growth since the window opened.", "兩者均取評估期開始以來的成長率。"),
    "relation": (
        "Which driver foretells the target better; most such tests end “cannot tell”.",
        "何者較能預測目標；此類檢驗多半結果為「無法分辨」。",
    ),
    "together": ("Co-movement only: it does not show which drives which.", "僅檢驗是否同向變動，不能說明何者為因。"),
    "counted": ("At least one such event in the window.", "評估期內至少發生一次。"),
    "recession": (
        "A recession is taken as two quarters of falling real GDP in a row.",
        "「衰退」以實質 GDP 連續兩季負成長為準。",
    ),
}
REASONS: dict[str, tuple[str, str]] = {
    "no concept": (
        "It names nothing that the lexicon knows: choose indicators by hand.",
        "未提及詞庫所知的概念：請自行選擇指標。",
    ),
    "no indicator": ("No indicator of this installation measures what it names.", "本系統沒有可衡量其內容的指標。"),
    "judged": (
        "It reads as a judgement: write a rubric, or give it another kind.",
        "讀來屬判斷：請撰寫評分表，或改為其他類型。",
    ),
    "one quantity": (
        "It compares, but only one of its quantities is measured here.",
        "文中有所比較，但只有一項可衡量。",
    ),
    "not comparable": ("Its two quantities have units that do not compare.", "兩項的單位無法比較。"),
    "drivers unclear": ("It is unclear which quantity drives which.", "無法分辨何者影響何者。"),
    "figure does not fit": (
        "Its figure is not in the unit of the indicators suggested.",
        "文中數字的單位與建議指標不符。",
    ),
    "only proxies": (
        "A figure needs the very quantity; the indicators suggested only move with it.",
        "數字須對照該項本身；建議指標僅與之同向變動。",
    ),
    "no figure": ("It names a threshold but no figure.", "說到門檻，卻未給數字。"),
    "no indicator of the main one": (
        "No indicator measures what its figure or direction is about.",
        "沒有指標可衡量其數字或方向所指的項目。",
    ),
    "conditional": (
        "It holds under a condition: write that as the precondition, and the rest by hand.",
        "論點附有條件：請將條件寫成前提，其餘自行撰寫。",
    ),
    "other country": (
        "It is about another country; the indicators suggested are of the United States.",
        "內容涉及其他國家；建議指標為美國數據。",
    ),
    "no event": ("No indicator counts such events.", "沒有計算此類事件的指標。"),
    "no direction": ("It names neither a figure nor a direction.", "未給數字，也未說方向。"),
}


def draft_in_words(draft: Draft, types: Mapping[str, Type], names: Mapping[str, str], language: str = "en") -> str:
    """The meaning of a draft's formula with its note, or why there is none."""
    choice = 0 if language == "en" else 1
    if draft.why:
        return REASONS[draft.why][choice]
    said = (
        _sentence(_relation(draft, types, names, language), language)
        if draft.relation
        else reading_of(draft.holds_when, types, names, language)
    )
    return f"{said}{' ' if choice == 0 else ''}{NOTES[draft.note][choice]}"


def reading_of(text: str, types: Mapping[str, Type], names: Mapping[str, str], language: str = "en") -> str:
    """What a formula checks, as a sentence: the words that a drafted claim has. Raises `FormulaError`."""
    return _sentence(_formula(text, types, names, language), language)


def _sentence(words: str, language: str) -> str:
    return f"{words[:1].upper()}{words[1:]}{'.' if language == 'en' else '。'}"


def _formula(text: str, types: Mapping[str, Type], names: Mapping[str, str], language: str) -> str:
    return in_words(parse(text, types).tree, names, language)


def _relation(draft: Draft, types: Mapping[str, Type], names: Mapping[str, str], language: str) -> str:
    target, a, c = (
        _formula(text, types, names, language)
        for text in (draft.relation["target"], draft.relation["a"][0], draft.relation["c"][0])
    )
    if language == "en":
        return f"{a} foretells {target} better than {c} does"
    return f"{a}比{c}更能預測{target}"
