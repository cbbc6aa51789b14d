"""Jobs whole."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cluster_policies",
        sa.Column("policy_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("creator", sa.String(length=256), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("policy_id", name=op.f("pk_cluster_policies")),
        sa.UniqueConstraint("name", name=op.f("uq_cluster_policies_name")),
    )
    op.create_table(
        "duration_watches",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "job_run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_duration_watches")),
    )
    with op.batch_alter_table("duration_watches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duration_watches_due_at"), ["due_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_duration_watches_job_run_id"), ["job_run_id"], unique=False
        )

    op.create_table(
        "global_init_scripts",
        sa.Column("script_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=256), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", sa.String(length=256), nullable=False),
        sa.PrimaryKeyConstraint("script_id", name=op.f("pk_global_init_scripts")),
        sa.UniqueConstraint("name", name=op.f("uq_global_init_scripts_name")),
    )
    op.create_table(
        "instance_pools",
        sa.Column("instance_pool_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("creator", sa.String(length=256), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("instance_pool_id", name=op.f("pk_instance_pools")),
        sa.UniqueConstraint("name", name=op.f("uq_instance_pools_name")),
    )
    op.create_table(
        "job_trigger_files",
        sa.Column(
            "job_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "position", "path", name=op.f("pk_job_trigger_files")),
    )
    op.create_table(
        "job_triggers",
        sa.Column(
            "job_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("next_fire_at", sa.BigInteger(), nullable=True),
        sa.Column("fired_at", sa.BigInteger(), nullable=True),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "position", name=op.f("pk_job_triggers")),
    )
    with op.batch_alter_table("job_triggers", schema=None) as batch_op:
        batch_op.create_index("ix_job_triggers_due", ["kind", "next_fire_at"], unique=False)

    op.create_table(
        "notification_destinations",
        sa.Column("destination_id", sa.String(length=36), nullable=False),
        sa.Column("display_name", sa.String(length=256), nullable=False),
        sa.Column("destination_type", sa.String(length=32), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("destination_id", name=op.f("pk_notification_destinations")),
    )
    op.create_table(
        "notifications",
        sa.Column(
            "notification_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "job_run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("target", sa.String(length=512), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("notification_id", name=op.f("pk_notifications")),
    )
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.create_index("ix_notifications_created", ["created_at"], unique=False)
        batch_op.create_index("ix_notifications_due", ["due_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_notifications_job_run_id"), ["job_run_id"], unique=False
        )

    op.create_table(
        "run_checkouts",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("used_commit", sa.String(length=64), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_checkouts")),
    )
    op.create_table(
        "run_leases",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_leases")),
    )
    op.create_table(
        "run_repairs",
        sa.Column(
            "repair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("task_run_ids", sa.Text(), nullable=False),
        sa.Column("life_cycle_state", sa.String(length=32), nullable=True),
        sa.Column("result_state", sa.String(length=48), nullable=True),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("repair_id", name=op.f("pk_run_repairs")),
    )
    with op.batch_alter_table("run_repairs", schema=None) as batch_op:
        batch_op.create_index("ix_run_repairs_run", ["run_id", "repair_id"], unique=False)

    op.create_table(
        "cluster_libraries",
        sa.Column(
            "library_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("cluster_id", sa.String(length=64), nullable=False),
        sa.Column("library", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("messages", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["clusters.cluster_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("library_id", name=op.f("pk_cluster_libraries")),
    )
    with op.batch_alter_table("cluster_libraries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cluster_libraries_cluster_id"), ["cluster_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cluster_libraries_status"), ["status"], unique=False)

    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("trigger", sa.String(length=32), server_default="ONE_TIME", nullable=False)
        )
        batch_op.add_column(
            sa.Column("trigger_info", sa.Text(), server_default="{}", nullable=False)
        )
        batch_op.add_column(sa.Column("scheduled_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("only", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "parent_task_run_id",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("depth", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(
            sa.Column("repair_count", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.drop_index(batch_op.f("ix_runs_state"))
        batch_op.create_index(
            "ix_runs_state", ["life_cycle_state", "job_id", "run_id"], unique=False
        )
        batch_op.create_index("ix_runs_ended", ["ended_at"], unique=False)
        batch_op.create_index("ix_runs_type", ["run_type", "run_id"], unique=False)

    with op.batch_alter_table("task_runs", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("first_attempt", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "original_attempt_run_id",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("superseded", sa.Boolean(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.add_column(sa.Column("iteration", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("input", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("resolved", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("outcome", sa.String(length=8), nullable=True))
        batch_op.add_column(
            sa.Column(
                "child_run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.add_column(sa.Column("retry_at", sa.BigInteger(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_task_runs_job_run_id"))
        batch_op.create_index(
            "ix_task_runs_iterations", ["parent_id", "life_cycle_state"], unique=False
        )
        batch_op.create_index("ix_task_runs_outer", ["job_run_id", "parent_id"], unique=False)
        batch_op.create_index("ix_task_runs_run", ["job_run_id", "life_cycle_state"], unique=False)

    # What was there before is each a first attempt.
    op.execute("UPDATE task_runs SET original_attempt_run_id = run_id")


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was taken before the upgrade")
