"""`claimbase mcp stdio|http|token`: claims and verdicts for language models, with their dates."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.mcp.server import LackingError, local, remote
from claims.mcp.tokens import MOST_DAYS, issued

_PORT = 8765


class Command(BaseCommand):
    help = "Let language models read claims, verdicts and evidence by the Model Context Protocol."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("stdio", help="serve whoever starts this, over standard input and output")
        http = verbs.add_parser("http", help="serve those with a token, over HTTP at /mcp")
        http.add_argument("--host", default="127.0.0.1")
        http.add_argument("--port", type=int, default=_PORT)
        token = verbs.add_parser("token", help="print a token; it is a login to every figure")
        token.add_argument("name", metavar="NAME", help="whose it is")
        token.add_argument("--days", type=int, default=90, help=f"how long it is good, {MOST_DAYS} at most (90)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            match options["verb"]:
                case "stdio":
                    local().run("stdio")
                case "http":
                    remote(options["host"], options["port"]).run("streamable-http")
                case "token":
                    self.stdout.write(issued(options["name"], options["days"], datetime.now(UTC)))
        except (LackingError, ValueError) as error:
            raise CommandError(str(error)) from None
