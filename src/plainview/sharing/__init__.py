"""Who shares with whom, since when, by which document."""
