"""What the models say of the database, the migrations have done."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_model_says_anything_that_no_migration_does() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
