"""The only way to the network: a client for the sources' hosts, and one for any public address that people name."""
