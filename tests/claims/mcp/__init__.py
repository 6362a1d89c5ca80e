"""What language models are told, by a session of the protocol's own client."""
