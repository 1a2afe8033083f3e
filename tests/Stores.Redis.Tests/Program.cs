using Freshet.Stores.Tests;
using Xunit.Runner.InProc.SystemConsole;

return await OtherProcess.RunAsync(args) ?? await ConsoleRunner.Run(args);
