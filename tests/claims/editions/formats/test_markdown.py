"""Words of content stay words in Markdown, wherever a template puts them: read by a reader of CommonMark."""

import pytest
from markdown_it import MarkdownIt

from claims.editions.formats.markdown import plain

BLOCKS = [
    "Power\n# Everything holds", "Power\r\n\r\n## Everything holds", "Power\n===", "Power\n---", "Power\n- it holds",
    "Power\n> it holds", "Power\n\n    it holds", "Power\n```\nit holds", "Power\n1. it holds", "Power\u2028# it holds",
    "# Power", "####### Power", "#", "> Power", ">Power", "- Power", "-", "---", "- - -", "+ Power", "===", "~~~",
    "1. Power", "12) Power", "1.", "    Power", "\tPower", "Power #", "Power ##", "Power\\",
]  # fmt: skip
WORDS = [
    "1.5 percent", "-1.5 points", "+0.3 bits", "2026. It", "*a* _b_ `c` [d](e) <f>", "a & b &amp; c", "C# and F#x",
    "電價\n漲幅",
]  # fmt: skip


@pytest.mark.parametrize("text", [*BLOCKS, *WORDS])
@pytest.mark.parametrize("place", ["{}", "- {}", "### C1 {}", "**{}**", "before {} after"])
def test_a_text_makes_no_block_and_reads_as_it_was_written_on_one_line(text: str, place: str) -> None:
    around = MarkdownIt("commonmark").parse(place.format("Words"))
    found = MarkdownIt("commonmark").parse(place.format(plain(text)))
    assert [one.type for one in found] == [one.type for one in around]
    (line,) = (one for one in found if one.type == "inline")
    said = "".join(one.content for one in line.children or ())
    assert said == place.replace("- ", "").replace("### ", "").replace("**", "").format(
        " ".join(text.splitlines()).strip()
    )


def test_figures_stay_readable_in_the_source() -> None:
    assert [plain(one) for one in ("1.5", "-1.5", "+0.3", "2026-01-31")] == ["1.5", "-1.5", "+0.3", "2026-01-31"]


def test_texts_within_lists_and_mappings_are_escaped_and_all_else_stays() -> None:
    assert plain({"a_b": ["*x*", 1, None], "c": ("# y",)}) == {"a_b": [r"\*x\*", 1, None], "c": [r"\# y"]}
