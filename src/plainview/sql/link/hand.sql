-- The one value: the months in hand (from, to before; whether those without a time are in it), and which seconds are the sample's.
set variable hand = {since: cast($since as timestamp), until: cast($until as timestamp), undated: $undated, every: cast($every as bigint)}
