"""Collects what is to be translated from code, templates and content, and keeps the catalogues' sources up to date.

Django's own command wants GNU gettext, which a machine may not have. Code is read as a syntax tree, templates by Django
and Babel together, and the licences of content come from the TOML files. What the admin's looks say in English alone is
translated here as well.
"""

import ast
import io
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

CHECKOUT = Path(__file__).resolve().parent.parent
APPS = ("claimbase", "claims", "evidence")
LOOKS = "unfold"  # a package whose pages people see, and which has no translations of its own
SPOKEN = ("conf", "contrib/admin", "contrib/auth", "contrib/contenttypes")  # rooms of Django's that have theirs
TEMPLATES = (".html", ".md", ".txt")
Text = str | tuple[str, ...]  # a pair has a plural
_SOURCE = Path("locale/zh_Hant/LC_MESSAGES/django.po")
_PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
WORDED = {
    "BundleError",
    "ContentError",
    "FormulaError",
    "RelationError",
    "UnitError",
    "LedgerError",
    "UnfitDraftError",
}  # of evidence/refusal.py


def extracted(checkout: Path = CHECKOUT) -> Catalog:
    """Every text to be translated, with the files it comes from, in a fixed order."""
    catalogue = Catalog()
    for file, text in sorted(_found(checkout), key=str):
        catalogue.add(text, locations=[(file, 0)])
    return catalogue


def update(source: Path, checkout: Path = CHECKOUT) -> list[str]:
    """Bring a .po file up to date and return the texts that have no translation yet.

    Translations are kept, new texts come in empty, texts that are gone go. Nothing is guessed.
    """
    catalogue = read(source)
    template = extracted(checkout)
    template.creation_date = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    written = io.BytesIO()
    write_po(written, catalogue, width=120, sort_output=True, include_lineno=False)
    source.write_bytes(written.getvalue())
    return [str(message.id) for message in catalogue if message.id and not is_translated(message)]


def is_translated(message: Message) -> bool:
    """Whether it has all its forms; of a text with a plural there is one or more."""
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def read(source: Path) -> Catalog:
    """The catalogue of <locale>/LC_MESSAGES/<domain>.po."""
    with source.open("rb") as stream:
        return read_po(stream, locale=source.parts[-3])


def _found(checkout: Path) -> Iterator[tuple[str, Text]]:
    for app in APPS:
        for file, text in _in_folder(checkout / app):
            yield file.relative_to(checkout).as_posix(), text
    yield from ((LOOKS, text) for text in _of_the_looks())
    for file in [checkout / "fixtures" / "sources.toml", *(checkout / "fixtures" / "indicators").glob("*.toml")]:
        tables = tomllib.loads(file.read_text(encoding="utf-8")).values()
        name = file.relative_to(checkout).as_posix()
        yield from ((name, table["licence"]) for table in tables if table.get("licence"))


def _in_folder(folder: Path) -> Iterator[tuple[Path, Text]]:
    for file in folder.rglob("*"):
        if file.suffix == ".py" and "migrations" not in file.parts:
            yield from ((file, text) for text in _in_code(file.read_text(encoding="utf-8")))
        if file.suffix in TEMPLATES and "templates" in file.parts:
            yield from ((file, text) for text in _in_template(file.read_text(encoding="utf-8")))


def _of_the_looks() -> Iterator[Text]:
    """What the package says and Django does not say for it; not what its extras say, none of which is installed."""
    home = _home(LOOKS)
    spoken = {message.id for room in SPOKEN for message in read(_home("django") / room / _SOURCE) if message.string}
    for file, text in _in_folder(home):
        if "contrib" not in file.relative_to(home).parts and text not in spoken:
            yield text


def _home(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise LookupError(f"expected {package} among the installed packages, found none")
    return Path(found.origin).parent


def _in_code(source: str) -> Iterator[Text]:
    """What gettext is called with, read from the syntax tree: Babel's own reader does not look into f-strings."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)]
        if name in _PLAIN and texts:
            yield texts[0]
        if name in WORDED and node.args:
            yield from _sentences(node.args[0])
        if name in _PLURAL and len(texts) >= 2:
            yield (texts[0], texts[1])


def _sentences(node: ast.expr) -> Iterator[str]:
    """The text that an error of those who know no language is raised with, or both of two."""
    if isinstance(node, ast.IfExp):
        yield from (*_sentences(node.body), *_sentences(node.orelse))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _in_template(source: str) -> Iterator[Text]:
    """Django writes a template's texts as calls; without the indentation, Babel can read that as Python."""
    lines = "\n".join(line.strip() for line in templatize(source).splitlines())
    yield from (text for _, text, _, _ in extract("python", io.BytesIO(lines.encode())))
