"""The criterion editor: a claim's page, where a draft is written and a registered claim acted on."""
