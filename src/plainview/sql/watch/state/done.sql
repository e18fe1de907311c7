-- One row is the message that was taken: what it said need not be kept. SQLite.
update deliveries set state = 'sent', done_at = :at, answer = :answer, body = x'' where delivery = :delivery
