-- One row is one message to one receiver. SQLite.
insert into deliveries (delivery, wire_id, channel, receiver, body, next_at) values (:delivery, :wire_id, :channel, :receiver, :body, :at)
