import json

from local import sbom

LOCK = """\
# a comment
aws-lambda-powertools==3.37.0 \\
    --hash=sha256:{b} \\
    --hash=sha256:{a}
    # via -r requirements.in
pywin32==312 ; sys_platform == 'win32' \\
    --hash=sha256:{a}
""".format(a="a" * 64, b="b" * 64)


def test_a_lock_is_read_with_all_its_digests():
    assert sbom.packages(LOCK) == [
        sbom.Package("aws-lambda-powertools", "3.37.0", ("a" * 64, "b" * 64)),
        sbom.Package("pywin32", "312", ("a" * 64,)),
    ]


def test_the_bill_lists_each_package_that_the_layer_locks_with_its_digests(tmp_path):
    file = tmp_path / "bill.json"

    sbom.write(file)

    bill = json.loads(file.read_text(encoding="utf-8"))
    lock = sbom.LOCK.read_text(encoding="utf-8")
    listed = {one["name"]: one for one in bill["components"]}
    locked = dict(line.split()[0].split("==") for line in lock.splitlines() if "==" in line and line[0].isalpha())
    assert {name: one["version"] for name, one in listed.items()} == locked
    assert sum(len(one["externalReferences"][0]["hashes"]) for one in listed.values()) == lock.count("--hash=sha256:")
    assert bill["dependencies"][0]["dependsOn"] == [one["purl"] for one in bill["components"]]


def test_what_is_deployed_is_what_the_tests_run_on():
    tested = set(sbom.packages((sbom.ROOT / "requirements" / "test.txt").read_text(encoding="utf-8")))

    assert set(sbom.packages(sbom.LOCK.read_text(encoding="utf-8"))) - tested == set()


def test_one_lock_gives_the_same_bytes_again(tmp_path):
    one, other = tmp_path / "one.json", tmp_path / "other.json"

    sbom.write(one)
    sbom.write(other)

    assert one.read_bytes() == other.read_bytes()
