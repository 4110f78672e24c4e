// deepNesting(args?: { deep?: { n: { n: { … } } }; chain?: unknown[][][][][][][][][][][][][][][][][][][][][][][][]; fine?: string }): Promise<any>
// warning: input of golden.deep-nesting: what is nested deeper than 24 levels became unknown

export interface DeepNestingInput {
  deep?: {
    n: {
      n: {
        n: {
          n: {
            n: {
              n: {
                n: {
                  n: {
                    n: {
                      n: {
                        n: {
                          n: {
                            n: {
                              n: {
                                n: {
                                  n: {
                                    n: {
                                      n: {
                                        n: {
                                          n: {
                                            n: {
                                              n: {
                                                n: {
                                                  n: unknown
                                                }
                                              }
                                            }
                                          }
                                        }
                                      }
                                    }
                                  }
                                }
                              }
                            }
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
  chain?: unknown[][][][][][][][][][][][][][][][][][][][][][][][]
  fine?: string
}

export declare function deepNesting(args?: DeepNestingInput): Promise<any>;
