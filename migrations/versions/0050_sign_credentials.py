"""Signed certificates: keys, badges, lists of states, life of a certificate, designs, corrections.

Revision ID: 0050
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None

EVENTS = ("issued", "visibility", "superseded", "revoked", "reinstated", "corrected", "erased", "notified")
ACTIVE = sa.text("status = 'active'")
ACTIVE_COLUMNS = ["account_id", "course", "edition"]


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("first_seen_at", moment, nullable=False),
        sa.Column("retired_at", moment, nullable=True),
        sa.Column("compromised", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('pdf-root', 'pdf-leaf', 'badge')", name=op.f("ck_signing_key_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("name", name=op.f("uq_signing_key_name")),
    )
    op.create_table(
        "achievement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement")),
        sa.UniqueConstraint("course", "edition", name=op.f("uq_achievement_course_edition")),
        sa.UniqueConstraint("slug", name=op.f("uq_achievement_slug")),
    )
    op.create_table(
        "status_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("signed_version", sa.Integer(), nullable=False),
        sa.Column("signed_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_list")),
    )
    op.create_table(
        "certificate_design",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["by"], ["account.id"], name=op.f("fk_certificate_design_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_design")),
    )
    _widen_credential(moment)
    with op.batch_alter_table("credential_file") as batch:
        batch.drop_constraint(op.f("ck_credential_file_paper_known"), type_="check")
        batch.create_check_constraint(op.f("ck_credential_file_paper_known"), "paper IN ('a4', 'letter', 'json')")
    with op.batch_alter_table("credential_event") as batch:
        batch.add_column(sa.Column("note", sa.Text(), server_default="", nullable=False))
        batch.drop_constraint(op.f("ck_credential_event_kind_known"), type_="check")
        batch.create_check_constraint(op.f("ck_credential_event_kind_known"), f"kind IN {EVENTS}")
    op.create_table(
        "correction_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'refused')", name=op.f("ck_correction_request_state_known")),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["account.id"],
            name=op.f("fk_correction_request_answered_by_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credential.id"],
            name=op.f("fk_correction_request_credential_id_credential"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_request")),
    )
    op.create_index(op.f("ix_correction_request_credential_id"), "correction_request", ["credential_id"])


def _widen_credential(moment: sa.DateTime) -> None:
    _drop_active()
    with op.batch_alter_table("credential") as batch:
        batch.add_column(sa.Column("status_since", moment, nullable=True))
        batch.add_column(sa.Column("reason", sa.String(length=20), server_default="", nullable=False))
        for name in ("status_list_id", "status_index", "achievement_id", "replaces_id", "design_id"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch.drop_constraint(op.f("ck_credential_status_known"), type_="check")
        batch.create_check_constraint(
            op.f("ck_credential_status_known"), "status IN ('active', 'superseded', 'revoked', 'erased')"
        )
        batch.create_unique_constraint(
            op.f("uq_credential_status_list_id_status_index"), ["status_list_id", "status_index"]
        )
        batch.create_foreign_key(
            op.f("fk_credential_status_list_id_status_list"), "status_list", ["status_list_id"], ["id"]
        )
        batch.create_foreign_key(
            op.f("fk_credential_achievement_id_achievement"), "achievement", ["achievement_id"], ["id"]
        )
        batch.create_foreign_key(
            op.f("fk_credential_replaces_id_credential"), "credential", ["replaces_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_foreign_key(
            op.f("fk_credential_design_id_certificate_design"), "certificate_design", ["design_id"], ["id"]
        )
    _create_active()
    op.create_index(op.f("ix_credential_replaces_id"), "credential", ["replaces_id"])


def _drop_active() -> None:
    op.drop_index("uq_credential_active", table_name="credential")


def _create_active() -> None:
    op.create_index(
        "uq_credential_active", "credential", ACTIVE_COLUMNS, unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_correction_request_credential_id"), table_name="correction_request")
    op.drop_table("correction_request")
    op.execute("DELETE FROM credential_event WHERE kind NOT IN ('issued', 'visibility')")
    with op.batch_alter_table("credential_event") as batch:
        batch.drop_constraint(op.f("ck_credential_event_kind_known"), type_="check")
        batch.create_check_constraint(op.f("ck_credential_event_kind_known"), "kind IN ('issued', 'visibility')")
        batch.drop_column("note")
    op.execute("DELETE FROM credential_file WHERE paper = 'json'")
    with op.batch_alter_table("credential_file") as batch:
        batch.drop_constraint(op.f("ck_credential_file_paper_known"), type_="check")
        batch.create_check_constraint(op.f("ck_credential_file_paper_known"), "paper IN ('a4', 'letter')")
    # What was erased must not come back to life in a version that does not know the word.
    op.execute("UPDATE credential SET status = 'revoked' WHERE status = 'erased'")
    op.drop_index(op.f("ix_credential_replaces_id"), table_name="credential")
    _drop_active()
    with op.batch_alter_table("credential") as batch:
        for name in ("design_id_certificate_design", "replaces_id_credential", "achievement_id_achievement"):
            batch.drop_constraint(op.f(f"fk_credential_{name}"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_credential_status_list_id_status_list"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_credential_status_list_id_status_index"), type_="unique")
        batch.drop_constraint(op.f("ck_credential_status_known"), type_="check")
        batch.create_check_constraint(
            op.f("ck_credential_status_known"), "status IN ('active', 'superseded', 'revoked')"
        )
        for name in ("design_id", "replaces_id", "achievement_id", "status_index", "status_list_id"):
            batch.drop_column(name)
        batch.drop_column("reason")
        batch.drop_column("status_since")
    _create_active()
    for name in ("certificate_design", "status_list", "achievement", "signing_key"):
        op.drop_table(name)
