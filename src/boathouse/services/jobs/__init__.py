"""Jobs and their runs: settings, the life of a run, its tasks and their output."""
