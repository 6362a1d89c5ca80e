"""Runs the simulated clock in an installation, with a mail server of this process, and holds what came of it to the
rules: everything once."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.claims.notices.mailserver import Postbox, free_port, running
from tests.database import CHECKOUT
from tests.faults.installation import Installation

PATIENCE = 6 * 3600


@dataclass(frozen=True)
class Ran:
    """What the program told, and how often each mail came, by the code of its notice."""

    told: Mapping[str, Any]
    mails: Counter[str]

    @property
    def kills(self) -> int:
        return sum(self.told["kills"].values())

    @property
    def doubled(self) -> int:
        """Mails that came once more under the same Message-ID."""
        return sum(self.mails.values()) - len(self.mails)

    def faults(self) -> list[str]:
        """What did not come once."""
        told = self.told
        entries = told["entries"]
        rules = {
            "a settlement twice": told["settlements"] == told["tests"],
            "a settlement without its entry, or an entry without it": entries["settle"] == told["settlements"],
            "a ledger that does not hold": told["breaks"] == 0,
            "a settlement that whoever asks late finds otherwise": told["otherwise"] == [],
            "an edition twice": told["editions"] == told["periods"] == entries["publish"],
            "a week without its edition": told["weekly"] == told["ended"],
            "a settlement untold, or told twice": told["events"]["settlement"] == told["settlements"],
            "a week's digest untold, or told twice": told["events"]["digest"] == told["weeks"],
            "a notice that was not sent": told["states"] == ["sent"],
            "a mail lost, or of no notice": sorted(self.mails) == told["codes"],
            "a mail twice for another cause than a worker's death after sending": self.doubled <= told["died"],
            "a mail thrice": max(self.mails.values()) <= 2,
        }
        return [what for what, holds in rules.items() if not holds]


def simulate(installation: Installation, kills: int, *archive: Path) -> Ran:
    """Let the weeks pass. Raises `CalledProcessError` where a worker ends by itself with an error."""
    postbox, port = Postbox(), free_port()
    command = [sys.executable, "-P", "-m", "tests.faults.clockwork", str(installation.folder / "clock"), str(kills)]
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "CLAIMBASE_MAIL_FROM": "notices@kb.example"}
    with running(postbox, port):
        done = subprocess.run(
            [*command, *map(str, archive)], env={**installation.environment, **mail}, cwd=CHECKOUT, check=True,
            stdout=subprocess.PIPE, timeout=PATIENCE,
        )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    return Ran(told, Counter({one.strip("<>").split("@")[0]: count for one, count in postbox.by_id.items()}))
