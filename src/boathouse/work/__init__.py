"""Work that goes on by itself: reconcilers woken by a signal or a timer."""
