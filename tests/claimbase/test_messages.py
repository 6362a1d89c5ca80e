"""Every text that a person sees is translated, and stays so: the catalogue is what code, templates and content need."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.template.base import Lexer, TokenType
from django.utils.translation import gettext, override

from claimbase import messages
from claimbase.catalogues import LOCALE
from tests.database import CHECKOUT

SOURCES = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
TEMPLATES = sorted(file for app in messages.APPS for file in (CHECKOUT / app).glob("templates/**/*.*"))
KEYS = ("Ctrl", "Alt", "Enter", "Esc", "Tab")  # of the keyboard, as they are printed on it
FORMATS = ("CSV", "JSON", "PDF", "PNG", "SVG")
NAMES = (
    "claimbase",
    "繁體中文",
    "English",
    *KEYS,
    *FORMATS,
)  # of the project and the languages: the same in every language


def texts(catalogue: Catalog) -> set[messages.Text]:
    return {message.id for message in catalogue if message.id}


def complaints(message: Message, catalogue: Catalog) -> list[str]:
    return [str(error) for error in message.check(catalogue)]


def test_there_is_a_catalogue_of_traditional_chinese() -> None:
    assert [source.parts[-3] for source in SOURCES] == ["zh_Hant"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parts[-3])
def test_every_text_is_translated_and_nothing_else_is_kept(source: Path) -> None:
    """To mend: ./run manage makemessages, then fill in what it names."""
    catalogue = messages.read(source)
    assert texts(catalogue) == texts(messages.extracted())
    assert [message.id for message in catalogue if message.id and not messages.is_translated(message)] == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert not catalogue.obsolete


def test_a_text_with_a_plural_wants_all_its_forms() -> None:
    assert not messages.is_translated(Message(("one", "many"), ("",)))
    assert messages.is_translated(Message(("one", "many"), ("許多",)))


def test_what_the_admins_looks_say_is_translated_but_for_what_django_says_itself() -> None:
    found = texts(messages.extracted())
    assert {"Search apps and models...", "Choose file to upload", "Reset filters"} <= found
    with override("zh-hant"):
        assert gettext("Search apps and models...") == "搜尋應用程式與資料類別……"
        assert gettext("Delete") == "刪除"


_PLACE = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parts[-3])
def test_translations_have_the_places_of_their_texts(source: Path) -> None:
    catalogue = messages.read(source)
    found = {message.id: complaints(message, catalogue) for message in catalogue if message.id}
    assert {text: errors for text, errors in found.items() if errors} == {}
    for message in catalogue:
        if message.id:
            says = message.id[-1] if message.pluralizable else message.id
            forms = message.string if message.pluralizable else (message.string,)
            for form in forms:
                assert sorted(_PLACE.findall(form)) == sorted(_PLACE.findall(says)), message.id


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parts[-3])
def test_bringing_an_up_to_date_catalogue_up_to_date_changes_no_byte(source: Path, tmp_path: Path) -> None:
    copy = tmp_path / source.parts[-3] / "LC_MESSAGES" / "django.po"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(source.read_bytes())
    assert messages.update(copy) == []
    assert copy.read_bytes() == source.read_bytes()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one text in code, in an f-string, in a template and in content each; other people's aside."""
    monkeypatch.setattr(messages, "LOOKS", "asgiref")  # which says nothing
    for folder in ("claims/templates/claims", "claims/migrations", "fixtures/indicators"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "claims" / "words.py").write_text(
        'a = _("in code")\nb = f"<b>{_(\'in an f-string\')}</b>"\nc = _(name)\n'
    )
    (tmp_path / "claims" / "migrations" / "0001.py").write_text('_("in a migration")\n')
    (tmp_path / "claims" / "templates" / "claims" / "page.html").write_text(
        '<p>{% translate "in a template" %}</p>\n  {% blocktranslate %}with {{ name }}{% endblocktranslate %}'
    )
    (tmp_path / "fixtures" / "sources.toml").write_text('[one]\nlicence = "in content"\n')
    return tmp_path


def test_texts_are_found_in_code_templates_and_content(checkout: Path) -> None:
    found = texts(messages.extracted(checkout))
    assert found == {"in code", "in an f-string", "in a template", "with %(name)s", "in content"}


def test_an_update_keeps_translations_adds_new_texts_and_drops_those_that_are_gone(checkout: Path) -> None:
    source = checkout / "zh_Hant" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    source.write_text(head + 'msgid "in code"\nmsgstr "在程式中"\n\nmsgid "in coda"\nmsgstr "尾聲"\n', encoding="utf-8")
    assert sorted(messages.update(source, checkout)) == [
        "in a template",
        "in an f-string",
        "in content",
        "with %(name)s",
    ]
    kept = {message.id: message.string for message in messages.read(source) if message.string and message.id}
    assert kept == {"in code": "在程式中"}


def untranslated(template: str) -> list[str]:
    """Letters outside tags of Django and HTML, and in attributes that are read out."""
    shown, inside = "", False
    for token in Lexer(template).tokenize():
        name = token.contents.split()[0] if token.contents.split() else ""
        if token.token_type is TokenType.BLOCK and name in ("blocktranslate", "endblocktranslate"):
            inside = name == "blocktranslate"
        if token.token_type is TokenType.TEXT and not inside:
            shown += token.contents
        elif token.token_type is not TokenType.COMMENT:
            shown += "\x00"
    unread = (
        r"<!doctype[^>]*>|<style>.*?</style>|<title>\s*</title>|<code>.*?</code>"  # a command is one in every language
    )
    shown = re.sub(unread, "", shown, flags=re.S)
    read_out = re.findall(r'\b(?:title|alt|aria-label|placeholder)="([^"]*)"', shown)
    plain = re.sub(r"<[^>]*>", "\x00", shown)
    for name in NAMES:
        plain = plain.replace(name, "")
    return [found for text in (plain, *read_out) for found in re.findall(r"[^\W\d_]{2,}", text)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_templates_show_no_text_that_is_not_translated(template: Path) -> None:
    if template.suffix not in (".css", ".typ"):  # what is set by Typst gets all its words as data
        assert untranslated(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("bad", ["<p>Hello</p>", '<a title="Hello">{{ name }}</a>', "{% if a %}Hello{% endif %}"])
def test_untranslated_text_of_a_template_is_found(bad: str) -> None:
    assert untranslated(bad) == ["Hello"]


def test_a_text_reaches_the_reader_in_chinese() -> None:
    with override("zh-hant"):
        assert gettext("on track") == "成立中"


VERBS = {"RegistrationError", "ForecastError", "DecisionError", "ProposeError", "ArticleError"}  # said where raised


def raised() -> list[tuple[str, str, ast.expr]]:
    """Where an error that people see is made: the file, its kind, and what it says."""
    found = []
    for app in messages.APPS:
        for file in (CHECKOUT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
                if name in VERBS | messages.WORDED and node.args:
                    found.append((f"{file.relative_to(CHECKOUT)}:{node.lineno}", name, node.args[0]))
    return found


def test_no_error_that_people_see_is_written_in_one_language() -> None:
    errors = raised()
    written = {where: name for where, name, what in errors if isinstance(what, ast.JoinedStr)}
    assert written == {}, "figures go beside the sentence, or it cannot be said in another language"
    plain = [where for where, name, what in errors if name in VERBS and isinstance(what, ast.Constant)]
    assert plain == []
    assert len(errors) > 100
