"""Rule sets: who has which role on a governed tag. Other resources of the account have none yet."""
