"""The API's doors to the claims: they read what stands on record, and write by the same verbs as the admin."""
