"""What people do to claims, one act each, and how it gets into the ledger."""
