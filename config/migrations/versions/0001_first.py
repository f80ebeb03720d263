"""The first schema, made from the one page that describes it (config.schema)."""

from __future__ import annotations

from alembic import op

from config.schema import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table. Until the first release the page itself is the migration."""
    metadata.create_all(op.get_bind())
