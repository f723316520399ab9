"""create people."""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_feed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.LargeBinary(length=32), nullable=False),
    sa.Column('names', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_calendar_feed_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('account_id', name=op.f('uq_calendar_feed_account_id')),
    sa.UniqueConstraint('token', name=op.f('uq_calendar_feed_token'))
    )
    op.create_table('sphere',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('version >= 1', name=op.f('ck_sphere_version_from_one')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sphere_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sphere'))
    )
    with op.batch_alter_table('sphere', schema=None) as batch_op:
        batch_op.create_index('ix_sphere_account_id', ['account_id'], unique=False)

    op.create_table('person',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('sphere_id', sa.String(length=16), nullable=False),
    sa.Column('also_id', sa.String(length=16), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('email_index', sa.LargeBinary(length=32), nullable=True),
    sa.Column('phone_index', sa.LargeBinary(length=32), nullable=True),
    sa.Column('batch', sa.String(length=16), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('version >= 1', name=op.f('ck_person_version_from_one')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_person_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['also_id'], ['sphere.id'], name=op.f('fk_person_also_id_sphere'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['sphere_id'], ['sphere.id'], name=op.f('fk_person_sphere_id_sphere'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index('ix_person_account_id', ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_also_id'), ['also_id'], unique=False)
        batch_op.create_index('ix_person_deleted_at', ['deleted_at'], unique=False)
        batch_op.create_index('ix_person_email_index', ['email_index'], unique=False)
        batch_op.create_index('ix_person_phone_index', ['phone_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_sphere_id'), ['sphere_id'], unique=False)

    op.create_table('person_letter',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('use', sa.String(length=10), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("status IN ('open', 'ready', 'sent', 'kept', 'dropped')", name=op.f('ck_person_letter_status_known')),
    sa.CheckConstraint("use IN ('first', 'second', 'thanks', 'reply')", name=op.f('ck_person_letter_use_known')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_person_letter_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_letter_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_letter'))
    )
    with op.batch_alter_table('person_letter', schema=None) as batch_op:
        batch_op.create_index('ix_person_letter_account_id', ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_letter_person_id'), ['person_id'], unique=False)

    op.create_table('person_offer',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_person_offer_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_offer_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_offer'))
    )
    with op.batch_alter_table('person_offer', schema=None) as batch_op:
        batch_op.create_index('ix_person_offer_account_id', ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_offer_person_id'), ['person_id'], unique=False)

    op.create_table('person_plan',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('reach', 'favour', 'step')", name=op.f('ck_person_plan_kind_known')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_person_plan_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_plan_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_plan'))
    )
    with op.batch_alter_table('person_plan', schema=None) as batch_op:
        batch_op.create_index('ix_person_plan_account_id', ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_plan_person_id'), ['person_id'], unique=False)

    op.create_table('person_touch',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('direction', sa.String(length=3), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("direction IN ('out', 'in')", name=op.f('ck_person_touch_direction_known')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_person_touch_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_touch_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_touch'))
    )
    with op.batch_alter_table('person_touch', schema=None) as batch_op:
        batch_op.create_index('ix_person_touch_account_id', ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_touch_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('person_touch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_touch_person_id'))
        batch_op.drop_index('ix_person_touch_account_id')

    op.drop_table('person_touch')
    with op.batch_alter_table('person_plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_plan_person_id'))
        batch_op.drop_index('ix_person_plan_account_id')

    op.drop_table('person_plan')
    with op.batch_alter_table('person_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_offer_person_id'))
        batch_op.drop_index('ix_person_offer_account_id')

    op.drop_table('person_offer')
    with op.batch_alter_table('person_letter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_letter_person_id'))
        batch_op.drop_index('ix_person_letter_account_id')

    op.drop_table('person_letter')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_sphere_id'))
        batch_op.drop_index('ix_person_phone_index')
        batch_op.drop_index('ix_person_email_index')
        batch_op.drop_index('ix_person_deleted_at')
        batch_op.drop_index(batch_op.f('ix_person_also_id'))
        batch_op.drop_index('ix_person_account_id')

    op.drop_table('person')
    with op.batch_alter_table('sphere', schema=None) as batch_op:
        batch_op.drop_index('ix_sphere_account_id')

    op.drop_table('sphere')
    op.drop_table('calendar_feed')
