"""A second reading of a case by other code: how often it agrees with the tables, and where it does not."""
