"""What the pages say, and the data behind them."""

import csv
import gzip
import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.editions.publish import publish
from claims.models import Article, ArticleText, Claim
from claims.periodical import Rhythm
from claims.verbs.acts import Request
from claims.verbs.withdraw import withdraw
from evidence.models import Indicator
from tests.claims import content

pytestmark = pytest.mark.django_db
C1, C2 = "/claims/power-runs-short-c1/", "/claims/power-runs-short-c2/"
THEN = f"?as_of={content.AS_OF}"


def text(client: Client, address: str, **more: str) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_claims_page_answers_first(client: Client, registered: None) -> None:
    page = text(client, C1 + THEN)
    head = page[: page.index("</header>", page.index('class="answer"'))]
    for said in ("Power outpaces prices.", "on track", "probability that it holds", "base rate", "Next checkpoint",
                 "2026-11-30", "hindsight: written 2026-06-01"):  # fmt: skip
        assert said in head
    assert page.index('class="answer"') < page.index("<table")


def test_a_claims_page_says_what_it_takes_before_it_draws(client: Client, registered: None) -> None:
    page = text(client, C1 + THEN)
    head = page[page.index('class="answer"') : page.index("</header>", page.index('class="answer"'))]
    assert page.count("Reading of C1.") == 2, "at the top, and in the description for search engines"
    for said in ("Checked on 2026-11-30: Reading of C1.", "true so far", "needed", "Next news: "):
        assert said in head
    condition = re.search(r"<strong>([^<]+)</strong><br><span class=\"soft\">([^<]+)</span>", head)
    assert condition
    assert "at least 1.5 percentage points needed" in condition[1]
    assert f"{condition[2]}: {condition[1]}" not in page, "what is said at the top is not said again as a reason"
    assert "Checkpoint, passed" in text(client, C1)


def test_how_a_criterion_stands_is_punctuated_in_each_language(client: Client, registered: None) -> None:
    assert re.search(r"<span>2026-11-30: on track, \d+% \(base rate \d+%\)</span>", text(client, C1 + THEN))
    chinese = text(client, f"/zh-hant{C1}{THEN}")
    assert re.search(r"<span>2026-11-30：成立中，\d+%（先驗機率 \d+%）</span>", chinese)
    assert re.search(r"<p>成立條件：[^ ][^<]+。</p>", chinese)


def test_a_claims_page_leads_to_the_feed_of_what_becomes_of_it(client: Client, registered: None) -> None:
    found = re.search(r'href="(/notices/feed.atom[^"]+)">Feed of what becomes of it<', text(client, C1))
    assert found
    assert "claim=power-runs-short-c1" in found[1]
    assert client.get(found[1].replace("&amp;", "&")).status_code == 200


def test_the_filters_are_open_where_one_is_set(client: Client, registered: None) -> None:
    assert "<details open>" in text(client, "/claims/?kind=comparison&q=power")
    assert "<details>" in text(client, "/claims/?q=power"), "on a phone they push what was found off the screen"


def test_the_list_says_beside_a_checkpoint_that_it_has_passed(client: Client, registered: None) -> None:
    dated = r"<span>2026-11-30</span> <span>not settled yet</span>"
    assert re.search(dated, text(client, "/claims/?q=outpaces&as_of=2026-12-01"))
    assert not re.search(dated, text(client, f"/claims/{THEN}&q=outpaces"))


def test_a_claim_without_a_base_rate_draws_none(client: Client, registered: None) -> None:
    head, _rest = text(client, "/claims/power-runs-short-c6/").split("</header>\n", 1)[1].split('id="why"', 1)
    assert "probability that it holds" in head
    assert 'class="p"' in head
    assert 'class="base"' not in head, "a bar at nought would say that such claims never held"
    assert "base rate" not in head


def test_a_claim_that_was_ended_says_so_first_by_whom_and_why(client: Client, registered: None) -> None:
    claim = Claim.objects.get(slug="power-runs-short-c1")
    withdraw(claim=claim, request=Request(by="ann", reason="Said by mistake.", now=datetime.now(UTC)))
    page = text(client, C1)
    head = page[page.index('class="verdict"') : page.index("</header>", page.index('class="verdict"'))]
    assert head.index("withdrawn") < head.index("Said by mistake.")
    for gone in ("probability that it holds", "Next checkpoint", "Checkpoint, passed", "true so far"):
        assert gone not in head
    listed = text(client, "/claims/?q=outpaces")
    row = listed[listed.index('class="row"') :]
    assert row.index('badge withdrawn">withdrawn') < row.index("hindsight")
    assert "%</b>" not in row
    assert "2026-11-30" not in row, "nothing is settled there any more"


@pytest.mark.parametrize("address", ["/articles/power-runs-short/", "/articles/power-runs-short/themes/power/",
                                     "/authors/ann/", "/claims/"])  # fmt: skip
def test_pages_with_small_drawings_say_what_these_show(address: str, client: Client, registered: None) -> None:
    assert text(client, address).count("The drawing shows the probability since the claim was made") == 1


def test_a_day_is_written_the_same_everywhere(client: Client, registered: None) -> None:
    assert f"by the end of {content.AS_OF} (UTC)" in text(client, C1 + THEN)


def test_a_claims_page_has_both_languages_marked_as_such(client: Client, registered: None) -> None:
    english, chinese = text(client, C1), text(client, f"/zh-hant{C1}")
    assert '<p lang="en">Power outpaces prices.</p>' in english
    assert '<p lang="zh-Hant">論點C1</p>' in english
    assert '<p lang="en">Power outpaces prices.</p>' in chinese
    assert "成立中" in chinese
    assert "on track" not in chinese


def test_a_claim_without_evidence_says_no_share_of_nothing(client: Client, registered: None) -> None:
    page = text(client, f"/claims/power-runs-short-c7/{THEN}")
    assert "no evidence" in page
    assert "0%" not in page.replace("100%", "").replace("50, 80", "")


def test_the_quote_is_shown_where_the_text_is_kept_and_else_its_place_is_named(
    client: Client, registered: None
) -> None:
    assert "characters 0–9 of the text" in text(client, C1)
    assert "<blockquote" not in text(client, C1)
    article = Article.objects.get()
    ArticleText.objects.create(article=article, text="電價將高過物價漲幅許多倍", kept_at=content.NOW)
    assert '<blockquote lang="zh-Hant"><p>電價將高過物價漲幅</p></blockquote>' in text(client, C1)
    assert "許多倍" not in text(client, "/articles/power-runs-short/")
    client.force_login(User.objects.create_user("ann", is_staff=True))
    assert "許多倍" in text(client, "/articles/power-runs-short/")


def test_a_figure_that_may_not_be_passed_on_wants_a_login(client: Client, registered: None) -> None:
    assert "with a login" not in text(client, C1 + THEN)
    Indicator.objects.update(redistribute="no")
    page, data = text(client, C1 + THEN), json.loads(text(client, f"{C1[:-1]}.json{THEN}"))
    assert page.count("with a login") == 2
    assert [one["value"] for one in data["sources"]] == [None, None]
    assert data["claim"]["fan"] is None
    client.force_login(User.objects.create_user("ann", is_staff=True))
    assert "with a login" not in text(client, C1 + THEN)
    assert None not in [one["value"] for one in json.loads(text(client, f"{C1[:-1]}.json{THEN}"))["sources"]]


def test_a_claims_data_say_what_they_are(client: Client, registered: None) -> None:
    data = json.loads(text(client, f"{C1[:-1]}.json{THEN}"))
    assert data["as_of"] == str(content.AS_OF)
    assert data["query"].endswith(f"{C1[:-1]}.json{THEN}")
    for source in data["sources"]:
        assert {"unit", "licence", "source", "code", "known_on", "redistribute", "vintages"} <= source.keys()
    assert data["registered"]["entry"] == data["acts"][0]["entry"]
    assert (data["claim"]["statement"], data["claim"]["statement_zh"]) == ("Power outpaces prices.", "論點C1")
    assert data["assessed_on"] == str(content.AS_OF)


def test_a_claims_table_has_a_row_for_each_criterion_and_checkpoint(client: Client, registered: None) -> None:
    rows = list(csv.DictReader(io.StringIO(text(client, f"{C2[:-1]}.csv{THEN}"))))
    assert [(row["criterion"], row["checkpoint"]) for row in rows] == [
        (key, day) for key in ("", "C2.p", "C2.s1") for day in ("2026-11-30", "2027-05-31")
    ]
    assert rows[0]["band"] == "on track"


def test_the_list_as_data_has_the_filters_and_pages_of_the_page(client: Client, registered: None) -> None:
    data = json.loads(text(client, f"/claims.json{THEN}&kind=trend"))
    assert data["filters"] == {"kind": "trend"}
    assert [one["number"] for one in data["claims"]] == ["C2", "C7", "C3"]
    rows = list(csv.DictReader(io.StringIO(text(client, f"/claims.csv{THEN}&kind=trend"))))
    assert [row["number"] for row in rows] == ["C2", "C7", "C3"]
    assert client.get("/claims.xml").status_code == 404
    assert client.get("/claims.json?after=x").status_code == 400


def test_nothing_in_a_table_is_a_formula_to_a_spreadsheet(client: Client, assessed_world: None) -> None:
    Claim.objects.filter(number="C1").update(statement="=1+1")
    content.enter()
    rows = list(csv.DictReader(io.StringIO(text(client, "/claims.csv"))))
    assert {row["statement"] for row in rows if row["number"] == "C1"} == {"'=1+1"}


def test_words_of_an_article_are_no_markup(client: Client, assessed_world: None) -> None:
    bad = "<script>alert(1)</script>"
    Claim.objects.filter(number="C1").update(statement=bad, statement_zh=bad, reading=bad)
    Article.objects.update(title_en=bad)
    content.enter()
    for address in ("/claims/", C1, "/articles/power-runs-short/", "/authors/ann/", f"/zh-hant{C1}"):
        assert "<script" not in text(client, address)


def test_filters_stay_in_the_links_to_more(client: Client, registered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.onrecord.listing.listing.__kwdefaults__", {"after": None, "count": 2})
    page = text(client, f"/claims/{THEN}&nature=measured")
    assert f'href="/claims/?as_of={content.AS_OF}&amp;nature=measured&amp;after=' in page


def test_an_author_has_no_record_before_a_scorecard_says_so(client: Client, registered: None) -> None:
    assert "none had been published by this day" in text(client, "/authors/ann/")
    assert "none of this day tells of it" in text(client, "/articles/power-runs-short/themes/power/")


def test_records_and_joint_probabilities_come_from_the_newest_scorecard_of_the_day(
    client: Client, registered: None
) -> None:
    made = publish(rhythm=Rhythm.ON_DEMAND, by_day=content.AS_OF, now=content.NOW)
    author, theme = "/authors/ann/", "/articles/power-runs-short/themes/power/"
    for address, said in ((author, "scored, 0 void"), (theme, "of the simulated futures, which they share")):
        page = text(client, address + THEN)
        assert f"From the scorecard {made.period}.1, as of {content.AS_OF}." in page
        assert said in page
        assert said not in text(client, f"{address}?as_of={content.NOW.date() - timedelta(days=1)}")


def test_a_theme_says_what_a_figure_of_all_its_claims_hides(client: Client, registered: None) -> None:
    page = text(client, f"/articles/power-runs-short/themes/power/{THEN}")
    for said in ("1 is a relation, which has no probability.", "1 can only be judged by people.",
                 "1 is a fact check of the past or present"):  # fmt: skip
        assert said in page


@pytest.mark.parametrize("address", ["/claims/", C1, "/articles/power-runs-short/", "/authors/ann/",
                                     "/articles/power-runs-short/themes/power/"])  # fmt: skip
def test_pages_take_fewer_than_ten_queries(address: str, client: Client, registered: None) -> None:
    for day in ("", THEN):
        with CaptureQueriesContext(connection) as queries:
            text(client, address + day)
        assert len(queries) < 10


@pytest.mark.parametrize("address", ["/claims/", C1, "/articles/power-runs-short/"])
def test_pages_are_compressed_to_a_light_weight(address: str, client: Client, registered: None) -> None:
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 60_000
    assert b"</html>" in gzip.decompress(answer.content)
