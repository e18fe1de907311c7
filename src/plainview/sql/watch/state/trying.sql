-- One row is the message that is about to be tried: noted before the first byte leaves. SQLite.
update deliveries set state = 'trying', attempts = attempts + 1, next_at = :next_at where delivery = :delivery
