"""Where events come from: each module reads stored rows and says what happened. None writes."""
