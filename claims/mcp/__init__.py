"""For language models: claims, verdicts and evidence by the Model Context Protocol (https://modelcontextprotocol.io).

Read-only. Every answer names the day as of which it is and the address at which a reader finds the same.
"""
