-- One row is one time zone that clocks of a state keep, the one of most people first. A state that is not here has no known zone.
select state, zone, zone_no
from (values
    ('AL', 'America/Chicago', 1), ('AK', 'America/Anchorage', 1), ('AK', 'America/Adak', 2), ('AZ', 'America/Phoenix', 1),
    ('AZ', 'America/Denver', 2), ('AR', 'America/Chicago', 1), ('CA', 'America/Los_Angeles', 1), ('CO', 'America/Denver', 1),
    ('CT', 'America/New_York', 1), ('DE', 'America/New_York', 1), ('DC', 'America/New_York', 1), ('FL', 'America/New_York', 1),
    ('FL', 'America/Chicago', 2), ('GA', 'America/New_York', 1), ('HI', 'Pacific/Honolulu', 1), ('ID', 'America/Boise', 1),
    ('ID', 'America/Los_Angeles', 2), ('IL', 'America/Chicago', 1), ('IN', 'America/Indiana/Indianapolis', 1),
    ('IN', 'America/Chicago', 2), ('IA', 'America/Chicago', 1), ('KS', 'America/Chicago', 1), ('KS', 'America/Denver', 2),
    ('KY', 'America/New_York', 1), ('KY', 'America/Chicago', 2), ('LA', 'America/Chicago', 1), ('ME', 'America/New_York', 1),
    ('MD', 'America/New_York', 1), ('MA', 'America/New_York', 1), ('MI', 'America/Detroit', 1), ('MI', 'America/Chicago', 2),
    ('MN', 'America/Chicago', 1), ('MS', 'America/Chicago', 1), ('MO', 'America/Chicago', 1), ('MT', 'America/Denver', 1),
    ('NE', 'America/Chicago', 1), ('NE', 'America/Denver', 2), ('NV', 'America/Los_Angeles', 1), ('NV', 'America/Denver', 2),
    ('NH', 'America/New_York', 1), ('NJ', 'America/New_York', 1), ('NM', 'America/Denver', 1), ('NY', 'America/New_York', 1),
    ('NC', 'America/New_York', 1), ('ND', 'America/Chicago', 1), ('ND', 'America/Denver', 2), ('OH', 'America/New_York', 1),
    ('OK', 'America/Chicago', 1), ('OR', 'America/Los_Angeles', 1), ('OR', 'America/Boise', 2), ('PA', 'America/New_York', 1),
    ('PR', 'America/Puerto_Rico', 1), ('RI', 'America/New_York', 1), ('SC', 'America/New_York', 1), ('SD', 'America/Chicago', 1),
    ('SD', 'America/Denver', 2), ('TN', 'America/Chicago', 1), ('TN', 'America/New_York', 2), ('TX', 'America/Chicago', 1),
    ('TX', 'America/Denver', 2), ('UT', 'America/Denver', 1), ('VT', 'America/New_York', 1), ('VA', 'America/New_York', 1),
    ('WA', 'America/Los_Angeles', 1), ('WV', 'America/New_York', 1), ('WI', 'America/Chicago', 1), ('WY', 'America/Denver', 1)
) as known(state, zone, zone_no)
