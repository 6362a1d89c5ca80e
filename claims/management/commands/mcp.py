"""`claimbase mcp stdio|http`: claims and verdicts for language models, with their dates."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.mcp.server import LackingError, local, remote

_PORT = 8765


class Command(BaseCommand):
    help = "Let language models read claims, verdicts and evidence by the Model Context Protocol."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("stdio", help="serve whoever starts this, over standard input and output")
        http = verbs.add_parser("http", help="serve those with a token of the API, over HTTP at /mcp")
        http.add_argument("--host", default="127.0.0.1")
        http.add_argument("--port", type=int, default=_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            match options["verb"]:
                case "stdio":
                    local().run("stdio")
                case "http":
                    remote(options["host"], options["port"]).run("streamable-http")
        except LackingError as error:
            raise CommandError(str(error)) from None
