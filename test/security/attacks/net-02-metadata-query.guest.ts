// asks whether it may reach the addresses of cloud metadata
// expect: denied
for (const host of ["169.254.169.254", "metadata.google.internal", "[fd00:ec2::254]", "100.100.100.200"]) {
  const { state } = await Deno.permissions.query({ name: "net", host });
  tell(state === "granted" ? "ESCAPED" : "denied", host, state);
}
