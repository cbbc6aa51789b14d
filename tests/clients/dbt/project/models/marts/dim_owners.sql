{{ config(
    materialized='table',
    tblproperties={'delta.logRetentionDuration': 'interval 30 days', 'team': 'harbour'},
    databricks_tags={'domain': 'people'}
) }}

select owner_id, owner_name, email, city, changed_at from {{ ref('stg_owners') }}
