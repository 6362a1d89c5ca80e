"""Launchers of the servers that come with an installation. Standard library only."""
