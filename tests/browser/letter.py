"""A fresh article of our own, with figures for what it claims: half of it claims nothing."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from evidence.models import Indicator
from evidence.refresh import refresh
from tests import factories

TITLE = "職缺變少之後"
TEXT = f"""{TITLE}

上週六我回了一趟新竹，火車上坐滿帶著筆電的年輕人。
車窗外的稻田剛收割完，空氣裡有一點焦味。
美國勞工統計局每個月第一個星期五公布就業報告。
去年夏天，職缺與失業人數的比例回到疫情前的水準。
我認為失業率未來十二個月將繼續上升，而這一輪變化才剛開始。
有讀者來信問，裁員新聞這麼多，是不是已經太遲了？
所謂自然失業率，是指通膨穩定時的失業率。
同一段期間，黃金將跑贏比特幣，因為各國央行仍會繼續買進。
這個判斷和三年前的我正好相反，當時我賣掉了所有金飾。
下個月的講座改到台中，名額還剩二十個。
如果物價再度升溫，上面的話就要重新想過。
寫到這裡，咖啡也涼了。
"""
CLAIM = "失業率未來十二個月將繼續上升"
MONTHS = 430


def published() -> date:
    """Some weeks ago, whatever today is: the window is open, and the newest figures are from before it."""
    return datetime.now(UTC).date() - timedelta(days=45)


def evidence(folder: Path) -> None:
    """Unemployment, gold and bitcoin with months of figures up to the last one, made here."""
    source = factories.source("agency", name="Agency", name_zh="統計機關")
    shapes = {
        "unemployment_rate": {"name": "Unemployment rate", "name_zh": "失業率", "unit": "percent", "minimum": 0.0},
        "gold": {"name": "Gold", "name_zh": "黃金", "unit": "USD", "walk": "log"},
        "bitcoin": {"name": "Bitcoin", "name_zh": "比特幣", "unit": "USD", "walk": "log"},
    }
    for seed, (slug, more) in enumerate(shapes.items()):
        factories.indicator(slug, source=source, publication_lag=7, family=slug, **more)
        _write(folder, slug, seed)
    (folder / "manifest.csv").write_text("source,code,title,unit,frequency\n", encoding="utf-8")
    settings = {"findings": "/none"}
    refresh(Indicator.objects.all(), client=None, now=datetime.now(UTC), settings=settings, archive_folder=folder)


def _write(folder: Path, slug: str, seed: int) -> None:
    steps = np.random.default_rng(seed).normal(0, 0.15 if slug == "unemployment_rate" else 0.04, MONTHS)
    walk = np.cumsum(steps)
    values = 5 + 2 * np.tanh(walk / 2) if slug == "unemployment_rate" else 100 * np.exp(walk)
    file = folder / "agency" / f"{slug.upper()}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["period", "value", "known_from"])
        rows.writerows(zip(_months(), np.round(values, 3), [""] * MONTHS, strict=True))


def _months() -> list[str]:
    """The first days of months, the last of them the month before last."""
    today = datetime.now(UTC).date()
    last = today.year * 12 + today.month - 3
    return [date(n // 12, n % 12 + 1, 1).isoformat() for n in range(last - MONTHS + 1, last + 1)]
