"""What analysts decide about the candidates that an article holds, until one is the draft of a claim."""
