{{ config(partition_by=['trip_date'], file_format='delta') }}

select boat_id, trips, minutes, distance, trip_date
from {{ ref('int_boat_days') }}
