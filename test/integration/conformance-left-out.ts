/** A server scenario of the conformance suite that a gateway of Sluice does not pass, and why that is right. */
export interface LeftOut {
  readonly reason: string;
  /** The checks that fail; every other one of the scenario must pass. */
  readonly checks: readonly string[];
}

const fixtureTool = (tool: string): string =>
  `It calls the suite's own tool "${tool}"; the gateway's tools are fixed to five, whatever servers stand behind them`;
const noPrompts = "It needs prompts; the gateway offers tools alone and declares no other capability";
const noResources = "It needs resources; the gateway offers tools alone and declares no other capability";
const noInput = (tool: string): string =>
  `${fixtureTool(tool)}, and none of them asks the client for input: what needs a person waits as a run and is decided by an admin`;

const noTasks =
  "It is of the tasks extension, which the gateway does not declare: a run that waits is asked after with getRun";
const noSkills =
  "It is of the skills extension, which the gateway does not declare: skills are found by searchTools and imported by code";

/** Both revisions; a scenario that passes in either must not be here. */
export const leftOut: Readonly<Record<string, LeftOut>> = {
  "completion-complete": {
    reason: "It completes arguments of a prompt; the gateway has no prompts and declares no completions",
    checks: ["completion-complete"],
  },
  "tools-call-simple-text": { reason: fixtureTool("test_simple_text"), checks: ["tools-call-simple-text"] },
  "tools-call-image": { reason: fixtureTool("test_image_content"), checks: ["tools-call-image"] },
  "tools-call-audio": { reason: fixtureTool("test_audio_content"), checks: ["tools-call-audio"] },
  "tools-call-embedded-resource": {
    reason: fixtureTool("test_embedded_resource"),
    checks: ["tools-call-embedded-resource"],
  },
  "tools-call-mixed-content": {
    reason: fixtureTool("test_multiple_content_types"),
    checks: ["tools-call-mixed-content"],
  },
  "tools-call-with-logging": { reason: fixtureTool("test_tool_with_logging"), checks: ["tools-call-with-logging"] },
  "tools-call-error": { reason: fixtureTool("test_error_handling"), checks: ["tools-call-error"] },
  "tools-call-with-progress": { reason: fixtureTool("test_tool_with_progress"), checks: ["tools-call-with-progress"] },
  "tools-call-sampling": { reason: noInput("test_sampling"), checks: ["tools-call-sampling"] },
  "tools-call-elicitation": { reason: noInput("test_elicitation"), checks: ["tools-call-elicitation"] },
  "elicitation-sep1034-defaults": {
    reason: noInput("test_elicitation_sep1034_defaults"),
    checks: ["elicitation-sep1034-general"],
  },
  "elicitation-sep1330-enums": {
    reason: noInput("test_elicitation_sep1330_enums"),
    checks: ["elicitation-sep1330-general"],
  },
  "server-sse-polling": {
    reason: `${fixtureTool("test_reconnection")}, and a stream that a client dropped is not resumed: its run ends with it`,
    checks: ["server-sse-priming-event", "server-sse-retry-field"],
  },
  "json-schema-2020-12": {
    reason: fixtureTool("json_schema_2020_12_tool"),
    checks: ["json-schema-2020-12-tool-found"],
  },
  "prompts-list": {
    reason: noPrompts,
    checks: ["prompts-list"],
  },
  "prompts-get-simple": {
    reason: noPrompts,
    checks: ["prompts-get-simple"],
  },
  "prompts-get-with-args": {
    reason: noPrompts,
    checks: ["prompts-get-with-args"],
  },
  "prompts-get-embedded-resource": {
    reason: noPrompts,
    checks: ["prompts-get-embedded-resource"],
  },
  "prompts-get-with-image": {
    reason: noPrompts,
    checks: ["prompts-get-with-image"],
  },
  "resources-list": {
    reason: noResources,
    checks: ["resources-list"],
  },
  "resources-read-text": {
    reason: noResources,
    checks: ["resources-read-text"],
  },
  "resources-read-binary": {
    reason: noResources,
    checks: ["resources-read-binary"],
  },
  "resources-templates-read": {
    reason: noResources,
    checks: ["resources-templates-read"],
  },
  "resources-subscribe": {
    reason: noResources,
    checks: ["resources-subscribe"],
  },
  "resources-unsubscribe": {
    reason: noResources,
    checks: ["resources-unsubscribe"],
  },
  caching: {
    reason: `Its hints on tools pass; the failing ones ask for lists of prompts and resources. ${noPrompts}`,
    checks: [
      "sep-2549-prompts-list-caching-hints",
      "sep-2549-resources-list-caching-hints",
      "sep-2549-resources-templates-list-caching-hints",
    ],
  },
  "http-custom-header-server-validation": {
    reason: "It needs a tool with x-mcp-header in its schema; none of the five tools asks for an argument as a header",
    checks: [
      "sep-2243-server-no-xmcp-tool",
      "sep-2243-server-decode-base64",
      "sep-2243-server-validate-param-match",
      "sep-2243-server-reject-invalid-param-chars",
      "sep-2243-server-reject-param-mismatch",
    ],
  },
  "server-stateless": {
    reason: `All but four checks pass; the four: ${fixtureTool("test_missing_capability")}, and the like for test_streaming_elicitation and test_logging_tool`,
    checks: [
      "sep-2575-server-rejects-undeclared-capability",
      "sep-2575-missing-capability-http-400",
      "sep-2575-http-server-no-independent-requests-on-stream",
      "sep-2575-server-no-log-without-loglevel",
    ],
  },
  "input-required-result-basic-elicitation": {
    reason: noInput("test_input_required_result_elicitation"),
    checks: ["sep-2322-elicitation-incomplete"],
  },
  "input-required-result-basic-sampling": {
    reason: noInput("test_input_required_result_sampling"),
    checks: ["sep-2322-sampling-incomplete"],
  },
  "input-required-result-basic-list-roots": {
    reason: noInput("test_input_required_result_list_roots"),
    checks: ["sep-2322-list-roots-incomplete"],
  },
  "input-required-result-request-state": {
    reason: noInput("test_input_required_result_request_state"),
    checks: ["sep-2322-request-state-incomplete"],
  },
  "input-required-result-multiple-input-requests": {
    reason: noInput("test_input_required_result_multiple_inputs"),
    checks: ["sep-2322-multiple-inputs-incomplete"],
  },
  "input-required-result-multi-round": {
    reason: noInput("test_input_required_result_multi_round"),
    checks: ["sep-2322-multi-round-r1"],
  },
  "input-required-result-result-type": {
    reason: noInput("test_input_required_result_elicitation"),
    checks: ["sep-2322-result-type-included"],
  },
  "input-required-result-tampered-state": {
    reason: noInput("test_input_required_result_tampered_state"),
    checks: ["sep-2322-reject-tampered-state"],
  },
  "input-required-result-capability-check": {
    reason: noInput("test_input_required_result_capabilities"),
    checks: ["sep-2322-respect-client-capabilities"],
  },
  "input-required-result-non-tool-request": {
    reason: noPrompts,
    checks: ["sep-2322-non-tool-incomplete"],
  },
  "tasks-lifecycle": {
    reason: noTasks,
    checks: [],
  },
  "tasks-capability-negotiation": {
    reason: noTasks,
    checks: [],
  },
  "tasks-wire-fields": {
    reason: noTasks,
    checks: [],
  },
  "tasks-request-state-removal": {
    reason: noTasks,
    checks: [],
  },
  "tasks-mrtr-input": {
    reason: noTasks,
    checks: [],
  },
  "tasks-request-headers": {
    reason: noTasks,
    checks: [],
  },
  "tasks-dispatch-and-envelope": {
    reason: noTasks,
    checks: [],
  },
  "tasks-status-notifications": {
    reason: noTasks,
    checks: [],
  },
  "tasks-required-task-error": {
    reason: noTasks,
    checks: [],
  },
  "tasks-mrtr-composition": {
    reason: noTasks,
    checks: [],
  },
  "sep-2640-skills-directory": {
    reason: noSkills,
    checks: [],
  },
  "sep-2640-skills-enumeration": {
    reason: noSkills,
    checks: [],
  },
  "sep-2640-skills-manifest": {
    reason: noSkills,
    checks: [],
  },
};
