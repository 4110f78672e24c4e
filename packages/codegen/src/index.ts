export { type CodegenOptions, createCodegen, type FileCodegen } from "./codegen.ts";
export { createShapeLearner, type LearnOptions, type ShapeLearner, type ShapeLearnerOptions } from "./shape-learner.ts";
