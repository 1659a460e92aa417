# Lines that stopped by themselves, on the screen of numbers.
line-stopped-failures = Stopped: too many messages failed within a few minutes
line-stopped-throttled = Stopped: Meta answered again and again that it was too fast
line-stopped-auth = Stopped: Meta refused the token
line-stopped-account = Stopped: Meta restricted the account
line-stopped-probe = Messages wait in the queue. One of them tries the way { $when }.
line-recover = Send again now
