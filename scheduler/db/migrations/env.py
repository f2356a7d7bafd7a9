"""What Alembic runs: the migrations on the connection and in the transaction that the program gives it."""

from __future__ import annotations

from alembic import context

from scheduler.db.tables import metadata

# The program holds the transaction (explicit BEGIN on SQLite too), so that a migration is applied whole or not at all.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
