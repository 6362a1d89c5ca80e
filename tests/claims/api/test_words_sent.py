"""What a program may make a claim say: nothing that no page could show, no judge go by, or no day settle."""

from typing import Any

import pytest
from django.test import Client

from claims.models import Claim
from tests.claims.api.conftest import Holder
from tests.claims.api.test_writing import said, sent, tag

pytestmark = pytest.mark.django_db
LEVEL = {"anchor": "Refuted.", "anchor_zh": "不成立。"}


@pytest.mark.parametrize(
    "words",
    [{"spans": [[9, 3]]}, {"spans": [[0, 2**31 - 1]]}, {"spans": [[4, 4]]}, {"checkpoints": ["9999-12-31"]},
     {"opens": "0001-01-01"}, {"rubric": [LEVEL]}, {"kind": "judged", "nature": "judged", "rubric": ["Refuted."]},
     {"kind": "judged", "nature": "judged", "rubric": [{"anchor": "Refuted."}]}],
    ids=range(8),
)  # fmt: skip
def test_words_that_no_page_could_show_and_no_day_could_settle_are_refused(
    analyst: Client, draft: Claim, words: dict[str, Any]
) -> None:
    path, etag = f"editing/{draft.slug}/", tag(analyst, draft)
    wrong = said(sent(analyst, path, {"words": words}, method="patch", if_match=etag), 400)
    assert wrong["errors"][0]["attr"].startswith("words.")
    before = draft.spans, draft.opens, draft.checkpoints, draft.rubric
    draft.refresh_from_db()
    assert (draft.spans, draft.opens, draft.checkpoints, draft.rubric) == before


def test_a_judged_claim_is_registered_with_all_levels_of_its_rubric(holder: Holder, draft: Claim) -> None:
    both, path = holder("analysts", "reviewers", name="cat"), f"editing/{draft.slug}/"
    judged: dict[str, Any] = {"kind": "judged", "nature": "judged"}
    for key, (count, status) in enumerate(((0, 422), (4, 422), (5, 201))):
        body = {"words": judged | {"rubric": [LEVEL] * count}, "criteria": {}}
        changed = sent(both, path, body, key=f"p{key}", method="patch", if_match=tag(both, draft))
        assert len(said(changed, 200)["rubric"]) == count
        done = sent(both, f"{path}register/", {"reason": "Read."}, key=f"r{key}", if_match=tag(both, draft))
        assert done.status_code == status, done.content
