using Freshet.Stores;
using Microsoft.Extensions.Options;

namespace Freshet.Hosting;

internal sealed class FreshetOptionsValidation : IValidateOptions<FreshetOptions>
{
    public ValidateOptionsResult Validate(string? name, FreshetOptions options)
    {
        string[] problems =
        [
            .. options.Cache is null ? [$"{nameof(FreshetOptions.Cache)} is null."] : options.Cache.Problems(),
            .. options.Memory is null ? [$"{nameof(FreshetOptions.Memory)} is null."] : options.Memory.Problems(),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
