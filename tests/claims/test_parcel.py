"""Content files travel in a ZIP of the same bytes everywhere; what else a ZIP may hold is refused."""

import io
import zipfile

import pytest

from claims import parcel
from evidence.tomlfiles import ContentError

FILES = {"articles/a/claims/t.toml": b"[C1]\n", "articles/a/article.toml": 'title = "電力"\n'.encode()}


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", how) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return whole.getvalue()


def test_what_is_packed_comes_out_again_in_whatever_order_it_went_in() -> None:
    assert parcel.unpacked(parcel.packed(FILES)) == FILES
    assert parcel.packed(dict(reversed(FILES.items()))) == parcel.packed(FILES)


def test_a_zip_that_other_programs_made_is_read_with_its_folders() -> None:
    assert parcel.unpacked(zipped({"articles/": b"", "articles/a/": b"", **FILES})) == FILES


BAD = {
    "no ZIP": (b"title = 1", "ZIP"),
    "nothing in it": (zipped({}), "got none"),
    "a way out of the folder": (zipped({"articles/../../evil.toml": b""}), "evil.toml"),
    "an absolute place": (zipped({"/articles/a/article.toml": b""}), "/articles/a"),
    "another file": (zipped({**FILES, "sources.toml": b""}), "sources.toml"),
    "a claim file without its article": (zipped({"articles/a/claims/t.toml": b""}), "articles/a/article.toml"),
    "a damaged one": (parcel.packed(FILES).replace(b"[C1]", b"[C2]"), "cannot be read"),
    "more than can be read": (zipped({"articles/a/article.toml": b" " * (parcel.MOST_BYTES + 1)}), "at most"),
    "more in two files": (zipped({**FILES, **{f"articles/{name}/article.toml": b" " * (parcel.MOST_BYTES // 2)
                                              for name in "bc"}}), "at most"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_is_no_parcel_of_content_files_is_refused(name: str) -> None:
    data, said = BAD[name]
    with pytest.raises(ContentError, match=said.replace("/", r"\/")):
        parcel.unpacked(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_refused() -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        for text in (b"a", b"b"):
            made.writestr("articles/a/article.toml", text)
    with pytest.raises(ContentError, match="each once"):
        parcel.unpacked(whole.getvalue())
