"""Signs in to a district and prints the session's cookie, for the tests that ask the server from outside.

Arguments: address, the district's authority as a file, account, password.
"""

import sys

import requests

address, authority, name, password = sys.argv[1:]
answer = requests.post(
    f"{address}/api/v1/session",
    json={"name": name, "password": password},
    headers={"x-daylog": "1"},
    verify=authority,
    timeout=30,
)
answer.raise_for_status()
print(answer.headers["set-cookie"].split(";")[0])
