// fails after it has returned
// expect: error, contained
setTimeout(() => Promise.reject(new Error("late")), 5);
export default "looks fine";
