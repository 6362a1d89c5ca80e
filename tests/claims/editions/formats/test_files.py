"""The files of a scorecard: the same bytes for the same assessments, safe for whoever opens them, in both languages."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from claims.assess import assess
from claims.editions.contents.whole import whole
from claims.editions.formats.files import files, write
from claims.editions.formats.table import table
from claims.editions.scorecard import Scorecard
from claims.frozen import frozen
from claims.models import Claim
from claims.verbs.acts import Request
from claims.verbs.amend import amend
from claims.verbs.amending import Amendment
from claims.verbs.register import register
from claims.verbs.withdraw import withdraw
from tests.claims import content

FILES = {
    "scorecard.json", "scorecard.csv", "scorecard.html", "scorecard.md", "scorecard.zh-Hant.html",
    "scorecard.zh-Hant.md", "scorecard.pdf", "scorecard.zh-Hant.pdf",
}  # fmt: skip
HOSTILE = "<script>alert(1)</script> & \"quoted\" '{{ 7 }}' </style> | =1+1"


class Page(HTMLParser):
    """What a browser would do with a page: what it would load, run, and point to; whether it is well formed."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: dict[str, int] = {}
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.faults: list[str] = []
        self.feed(text)
        self.faults += [f"never closed: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.seen[tag] = self.seen.get(tag, 0) + 1
        self.loads += [
            value for name, value in attrs if value and name in ("src", "srcset", "data", "poster", "action")
        ]
        self.faults += [f"script in {name}" for name, _ in attrs if name.startswith("on")]
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.anchors.append(str(given.get("href")))
        elif given.get("href"):
            self.loads.append(str(given["href"]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed out of turn: {tag}")


def publish(scorecard: Scorecard, folder: Path) -> list[Path]:
    return write(files(frozen(whole(scorecard))), folder)


@pytest.fixture
def folder(assessed_world: None, tmp_path: Path) -> Path:
    publish(Scorecard(content.AS_OF), tmp_path / "out")
    return tmp_path / "out"


def page(folder: Path, name: str = "scorecard.html") -> Page:
    return Page((folder / name).read_text(encoding="utf-8"))


def test_every_format_is_written_and_nothing_is_left_behind(folder: Path) -> None:
    assert {file.name for file in folder.iterdir()} == FILES


def test_the_same_assessments_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    publish(Scorecard(content.AS_OF), tmp_path / "again")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes(), name


def test_publishing_over_an_older_scorecard_replaces_it(folder: Path) -> None:
    (folder / "scorecard.json").write_text("old")
    written = publish(Scorecard(content.AS_OF), folder)
    assert {file.name for file in written} == FILES
    assert json.loads((folder / "scorecard.json").read_text(encoding="utf-8"))["as_of"] == "2026-02-20"


def test_the_json_is_the_scorecards_data(folder: Path) -> None:
    assert json.loads((folder / "scorecard.json").read_text(encoding="utf-8")) == whole(Scorecard(content.AS_OF))


@pytest.mark.parametrize("name", ["scorecard.html", "scorecard.zh-Hant.html"])
def test_a_page_is_well_formed_loads_nothing_and_runs_nothing(name: str, folder: Path) -> None:
    one = page(folder, name)
    assert one.faults == []
    assert one.loads == []
    assert "script" not in one.seen
    text = (folder / name).read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|https?://|//cdn", text)


@pytest.mark.parametrize("name", ["scorecard.html", "scorecard.zh-Hant.html"])
def test_links_lead_to_places_on_the_page_or_to_the_other_language(name: str, folder: Path) -> None:
    one = page(folder, name)
    assert len(one.ids) == len(set(one.ids))
    other = {"scorecard.html": "scorecard.zh-Hant.html", "scorecard.zh-Hant.html": "scorecard.html"}[name]
    assert {anchor for anchor in one.anchors if anchor.removeprefix("#") not in one.ids} == {other}
    assert {f"C{n}" for n in range(1, 8)} <= set(one.ids)


def test_hostile_words_of_content_stay_words(world: Path, tmp_path: Path) -> None:
    Claim.objects.filter(number="C1").update(
        statement=HOSTILE, reading=HOSTILE, statement_zh=HOSTILE, reading_zh=HOSTILE
    )
    assess(content.AS_OF)
    publish(Scorecard(content.AS_OF), tmp_path)
    for name in ("scorecard.html", "scorecard.zh-Hant.html"):
        one = page(tmp_path, name)
        assert one.faults == []
        assert "script" not in one.seen
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in (tmp_path / name).read_text(encoding="utf-8")


def test_hostile_words_make_no_tag_and_no_link_of_markdown(world: Path, tmp_path: Path) -> None:
    words = f"{HOSTILE} [a](javascript:alert(1)) *b* _i_ `c` \\[d]"
    Claim.objects.filter(number="C1").update(statement=words, statement_zh=words)
    publish(Scorecard(content.AS_OF), tmp_path)
    for name in ("scorecard.md", "scorecard.zh-Hant.md"):
        said = (tmp_path / name).read_text(encoding="utf-8")
        assert "&lt;script>alert(1)&lt;/script> &amp;" in said
        assert r"\[a\](javascript:alert(1)) \*b\* \_i\_ \`c\` \\\[d\]" in said
        assert "<script" not in said


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_the_csv_is_taken_for_a_formula(start: str, world: Path, tmp_path: Path) -> None:
    Claim.objects.filter(number="C1").update(statement=f"{start}HYPERLINK(1)", statement_zh="-1")
    publish(Scorecard(content.AS_OF), tmp_path)
    with (tmp_path / "scorecard.csv").open(encoding="utf-8", newline="") as file:
        row = next(line for line in csv.DictReader(file) if line["number"] == "C1")
    assert row["statement"] == f"'{start}HYPERLINK(1)"
    assert row["statement_zh"] == "'-1"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_what_the_csv_puts_together_is_taken_for_no_formula_either(start: str, world: Path) -> None:
    data = Scorecard(content.AS_OF).data
    hostile = f"{start}HYPERLINK(1)"
    whole_ = {**data, "edition": None, "errors_to": ""}
    whole_["claims"] = [{**data["claims"][0], "overlays": [hostile], "stand_in": {"criterion": hostile},
                         "missing": [{"source": hostile, "code": "X"}]}]  # fmt: skip
    (row,) = csv.DictReader(io.StringIO(table(whole_), newline=""))
    assert [row[name] for name in ("overlays", "stand_in", "missing")] == [f"'{hostile}"] * 2 + [f"'{hostile}:X"]


def test_the_csv_has_a_line_for_each_claim_with_its_figures(folder: Path) -> None:
    with (folder / "scorecard.csv").open(encoding="utf-8", newline="") as file:
        rows = {line["number"]: line for line in csv.DictReader(file)}
    assert len(rows) == 7
    assert rows["C2"]["stand_in"] == "C2.s1"
    assert rows["C7"]["missing"] == "agency:JOBS"
    assert float(rows["C1"]["p_hold"]) == Scorecard(content.AS_OF).data["claims"][0]["p_hold"]
    assert rows["C5"]["p_hold"] == ""


def test_every_verdict_shows_its_hindsight_and_every_stand_in_its_label(folder: Path) -> None:
    for name, hindsight, stand_in in (
        ("scorecard.html", "hindsight: written 2026-06-01", "measured by a stand-in, C2.s1"),
        ("scorecard.md", "hindsight: written 2026-06-01", "measured by a stand-in, C2.s1"),
        ("scorecard.zh-Hant.html", "後見之明：撰寫於 2026-06-01", "以替代準則 C2.s1 衡量"),
        ("scorecard.zh-Hant.md", "後見之明：撰寫於 2026-06-01", "以替代準則 C2.s1 衡量"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(hindsight) == 6, f"{name}: all but the judged one"
        assert stand_in in text


def test_a_small_chart_says_in_words_what_it_shows_in_each_language(folder: Path) -> None:
    assert "Power prices" in "".join(
        re.findall(r"<title>([^<]*at the end[^<]*)</title>", text_of(folder, "scorecard.html"))
    )
    assert "電價" in "".join(
        re.findall(r"<title>([^<]*期末為[^<]*)</title>", text_of(folder, "scorecard.zh-Hant.html"))
    )


def text_of(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def test_the_chinese_scorecard_has_no_english_sentence(folder: Path) -> None:
    """Names of one's own, formulas and codes aside, which are written as such."""
    page_ = re.sub(r"<style>.*?</style>|<code>.*?</code>", "", text_of(folder, "scorecard.zh-Hant.html"), flags=re.S)
    texts = (re.sub(r"<[^>]*>", "\n", page_), text_of(folder, "scorecard.zh-Hant.md"))
    for text in texts:
        plain = re.sub(r"agency [A-Z]+", "", text)
        assert re.findall(r"[A-Za-z]{2,} [A-Za-z]{2,}", plain) == []


STYLE = (settings.BASE_DIR / "claims" / "templates" / "claims" / "scorecard.css").read_text(encoding="utf-8")


def palette(dark: bool) -> dict[str, str]:
    """The custom properties of the light or the dark scheme."""
    light, _, rest = STYLE.partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    if dark:
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", rest.partition("}")[0]))
    return found


def contrast(one: str, other: str) -> float:
    """WCAG 2.1's contrast ratio of two colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_and_lines_have_the_contrast_of_wcag_aa(dark: bool) -> None:
    colours = palette(dark)
    for text in ("ink", "soft", "accent"):
        for ground in ("paper", "panel"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for badge in ("on-track", "leaning-to-hold", "undecided", "leaning-to-fail", "off-track", "quiet"):
        assert contrast("#ffffff", colours[badge]) >= 4.5, badge
    assert contrast(colours["ink"], colours["hollow"]) >= 4.5
    for line in ("accent", "threshold", "soft"):
        assert contrast(colours[line], colours["paper"]) >= 3, line


def test_a_band_is_told_in_words_wherever_it_has_a_colour(folder: Path) -> None:
    """The bar is the exception: it is hidden from screen readers, and the legend below says the same in words."""
    text = text_of(folder, "scorecard.html")
    badges = re.findall(r'<span class="badge [^"]*"[^>]*>([^<]*)</span>', text)
    assert badges
    assert all(badge.strip() for badge in badges)
    assert '<div class="bar" aria-hidden="true">' in text


def test_a_scorecard_counts_the_ledger_and_names_what_was_ended_and_superseded(world: Path, tmp_path: Path) -> None:
    claim, who = Claim.objects.get(number="C1"), {"by": "ann", "reason": "x", "now": content.NOW}
    register(claim=claim, request=Request(**who), base_rate_reason="Made figures.")
    change = Amendment(criteria={"C1.p": {"holds_when": content.OUTPACES.format("4")}})
    amend(claim=claim, amendment=change, request=Request(**who), base_rate_reason="Made figures.")
    withdraw(claim=claim, request=Request(**who))
    scorecard = Scorecard(content.AS_OF)
    publish(scorecard, tmp_path)
    first = next(one for one in scorecard.data["claims"] if one["number"] == "C1")
    assert (first["state"], first["version"]) == ("withdrawn", 2)
    assert [one["key"] for one in first["criteria"]] == ["C1.p", "C1.p@1"]
    for name, words in (
        ("scorecard.html", "Entries of the ledger: 3 (1 registered, 1 amended, 1 withdrawn)."),
        ("scorecard.zh-Hant.md", "帳本共有 3 筆：已登錄 1、已修訂 1、已撤回 1。"),
    ):
        assert words in (tmp_path / name).read_text(encoding="utf-8")
    assert ">withdrawn</span>" in (tmp_path / "scorecard.html").read_text(encoding="utf-8")
