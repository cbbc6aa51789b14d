"""Instance pools: kept, shown and counted."""
