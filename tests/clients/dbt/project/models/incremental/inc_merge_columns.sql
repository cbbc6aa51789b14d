{{ config(
    incremental_strategy='merge',
    unique_key=['boat_id', 'trip_date'],
    merge_update_columns=['trips'],
    incremental_predicates=["DBT_INTERNAL_DEST.trip_date >= date'2026-01-01'"]
) }}

select boat_id, trip_date, trips, minutes from {{ ref('int_boat_days') }}
