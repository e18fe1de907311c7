-- One row is the message that was not taken. SQLite.
update deliveries set state = 'waiting', answer = :answer where delivery = :delivery
