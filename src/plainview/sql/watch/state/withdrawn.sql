-- One row is the message that must not be sent any more: what it said is erased. SQLite.
update deliveries set state = 'withdrawn', done_at = :at, answer = :answer, body = x'' where delivery = :delivery
